package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the sender checks whether the queue is finished, and adds the packet in a
/// second step.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "No packet is left.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet stays in a queue that nobody will write.")
@State
public class SendQueueAbandonBrokenTwin {
  private int packets;
  private boolean finished;

  @Actor
  public void sender() {
    synchronized (this) {
      if (finished) {
        return;
      }
    }
    Twins.linger();
    synchronized (this) {
      packets++;
    }
  }

  @Actor
  public void closer() {
    synchronized (this) {
      finished = true;
      packets = 0;
    }
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = packets;
  }
}
