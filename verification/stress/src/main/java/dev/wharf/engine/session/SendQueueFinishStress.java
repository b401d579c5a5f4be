package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A writer finds the queue empty while another thread sends its last packet and finishes the
/// queue. The end of the queue (which a session reports to its peer by a FIN) must be reported, and
/// only after the packet was written.
@JCStressTest
@Outcome(
    id = "1, 1, 0",
    expect = Expect.ACCEPTABLE,
    desc = "Written, and then the end was reported.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The end was reported too early, or not at all.")
@State
public class SendQueueFinishStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  public SendQueueFinishStress() {
    queue.becomeWriter();
  }

  @Actor
  public void writer() {
    queue.write();
  }

  @Actor
  public void sender() {
    boolean mustWrite = queue.offerForLater();
    queue.finish();
    if (mustWrite) {
      queue.write();
    }
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = queue.close();
    result.r2 = queue.ends.get();
    result.r3 = queue.faults.get();
  }
}
