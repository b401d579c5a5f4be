package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/// One thread sends a packet while another thread finishes the queue. The queue must reject the
/// packet, or the packet must be written before the end is reported.
@JCStressTest
@Outcome(id = "1, 1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Accepted and written.")
@Outcome(id = "0, 0, 1, 0", expect = Expect.ACCEPTABLE, desc = "Rejected.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Accepted and lost, or the end not reported.")
@State
public class SendQueueOfferStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  @Actor
  public void sender(IIII_Result result) {
    result.r1 = queue.offer();
  }

  @Actor
  public void finisher() {
    queue.finish();
  }

  @Arbiter
  public void outcome(IIII_Result result) {
    result.r2 = queue.close();
    result.r3 = queue.ends.get();
    result.r4 = queue.faults.get();
  }
}
