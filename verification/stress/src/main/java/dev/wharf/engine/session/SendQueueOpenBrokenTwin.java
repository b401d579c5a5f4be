package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the thread that opens the queue looks for packets first, and opens the queue
/// in a second step.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The packet was written.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet waits without a writer.")
@State
public class SendQueueOpenBrokenTwin {
  private boolean held = true;
  private int packets;
  private int written;

  @Actor
  public void sender() {
    synchronized (this) {
      packets++;
      if (!held) {
        write();
      }
    }
  }

  @Actor
  public void opener() {
    boolean mustWrite;
    synchronized (this) {
      mustWrite = packets > 0;
    }
    Twins.linger();
    synchronized (this) {
      held = false;
      if (mustWrite) {
        write();
      }
    }
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = written;
  }

  private void write() {
    written += packets;
    packets = 0;
  }
}
