package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the writer sees an empty queue, and gives up its role in a second step. A
/// thread that sends between these two steps relies on a writer that does not write any more.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Each packet was written.")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "A packet waits without a writer.")
@State
public class SendQueueHandOverBrokenTwin {
  private final TinySendQueue queue =
      new TinySendQueue() {
        @Override
        int nextWrite() {
          synchronized (this) {
            if (packets > 0) {
              return packets;
            }
          }
          Twins.linger();
          synchronized (this) {
            writerBusy = false;
            return finished ? -1 : 0;
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
