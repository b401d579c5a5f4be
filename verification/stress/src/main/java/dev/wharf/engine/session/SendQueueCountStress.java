package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A writer ends its write and gives up its role, while another thread sends a packet and becomes
/// the next writer. Each writer counts the packets that it has written.
@JCStressTest
@Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "Each packet written and counted once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A writer has counted the packets of the next writer.")
@State
public class SendQueueCountStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  public SendQueueCountStress() {
    queue.offerForLater();
    queue.offerForLater();
  }

  @Actor
  public void writer() {
    queue.write();
  }

  @Actor
  public void sender() {
    queue.offer();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = queue.close();
    result.r2 = queue.counted.intValue();
  }
}
