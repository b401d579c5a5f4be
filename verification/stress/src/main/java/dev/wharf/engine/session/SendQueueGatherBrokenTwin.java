package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the writer gathers the packets and empties the queue in two steps. A packet
/// that was added between the two is lost.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both packets were written.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet was lost.")
@State
public class SendQueueGatherBrokenTwin {
  private final TinySendQueue queue =
      new TinySendQueue() {
        @Override
        void write() {
          int count;
          while ((count = nextWrite()) > 0) {
            Twins.linger();
            synchronized (this) {
              packets = 0;
              written += count;
            }
          }
        }
      };

  @Actor
  public void first() {
    queue.offer();
  }

  @Actor
  public void second() {
    queue.offer();
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = queue.written;
  }
}
