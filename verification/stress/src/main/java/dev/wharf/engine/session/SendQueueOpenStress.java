package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread sends a packet while another thread opens the queue, because the session is
/// connected. One of the two threads must become the writer.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The packet was written.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet waits without a writer, or two writers.")
@State
public class SendQueueOpenStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  public SendQueueOpenStress() {
    queue.hold();
  }

  @Actor
  public void sender() {
    queue.offer();
  }

  @Actor
  public void opener() {
    queue.open();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = queue.close();
    result.r2 = queue.faults.get();
  }
}
