package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread sends packets while another thread closes the session, which abandons the queue.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "No packet is left, and no buffer is out.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet stays in a queue that nobody will write.")
@State
public class SendQueueAbandonStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  @Actor
  public void sender() {
    queue.offerUnwritten();
    queue.offerUnwritten();
  }

  @Actor
  public void closer() {
    queue.abandon();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = queue.packets();
    result.r2 = queue.buffersOut();
  }
}
