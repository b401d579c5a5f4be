package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two threads send packets. The thread that becomes the writer writes until the queue is empty, so
/// that every packet is written.
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "Each packet was written.")
@Outcome(
    expect = Expect.FORBIDDEN,
    desc = "A packet waits without a writer, or two wrote at one time.")
@State
public class SendQueueHandOverStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  @Actor
  public void first() {
    queue.offer();
    queue.offer();
  }

  @Actor
  public void second() {
    queue.offer();
    queue.offer();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = queue.close();
    result.r2 = queue.faults.get();
  }
}
