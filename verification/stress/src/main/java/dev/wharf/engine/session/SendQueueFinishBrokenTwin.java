package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Broken on purpose: the writer gives up its role, and checks afterwards whether the queue is
/// finished. An earlier version of the engine had this fault.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Written, and then the end was reported.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The end was reported with a packet in the queue.")
@State
public class SendQueueFinishBrokenTwin {
  private final TinySendQueue queue =
      new TinySendQueue() {
        @Override
        int nextWrite() {
          synchronized (this) {
            if (packets > 0) {
              return packets;
            }
            writerBusy = false;
          }
          Twins.linger();
          synchronized (this) {
            return finished ? -1 : 0;
          }
        }
      };

  public SendQueueFinishBrokenTwin() {
    queue.writerBusy = true;
  }

  @Actor
  public void writer() {
    queue.write();
  }

  @Actor
  public void sender() {
    boolean mustWrite;
    synchronized (queue) {
      queue.packets++;
      mustWrite = !queue.writerBusy;
      queue.writerBusy = true;
    }
    queue.finish();
    if (mustWrite) {
      queue.write();
    }
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = queue.written;
    result.r2 = queue.toldTooEarly;
  }
}
