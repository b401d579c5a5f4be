package dev.wharf.engine.job;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Broken on purpose: a thread that pushes first checks whether the queue is closed, and reserves
/// its place in a second step. So its job may run after the last job.
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Closed before the push.")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Closed after the push.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A job ran beside or after the last job.")
@State
public class JobQueueCloseBrokenTwin {
  private final SerialProbe probe = new SerialProbe();
  private final TinyJobQueue queue =
      new TinyJobQueue() {
        @Override
        int reserve() {
          return state.get() < 0 ? -1 : state.getAndIncrement() & ~CLOSED;
        }
      };
  private boolean accepted;
  private int ranBeforeLast;

  @Actor
  public void pusher() {
    accepted = queue.tryPush(probe);
  }

  @Actor
  public void closer() {
    queue.closeAfter(() -> ranBeforeLast = probe.ran);
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = accepted ? 1 : 0;
    result.r2 = ranBeforeLast;
    result.r3 = probe.ran;
  }
}
