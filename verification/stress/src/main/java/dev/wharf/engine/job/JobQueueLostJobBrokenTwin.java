package dev.wharf.engine.job;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the thread that runs the jobs stops when it finds no waiting job, without a
/// look at the count. So it misses the job of a thread that has counted its job, but has not added
/// the job yet.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Each job ran.")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "A job waits, and no thread will run it.")
@State
public class JobQueueLostJobBrokenTwin {
  private final SerialProbe probe = new SerialProbe();
  private final TinyJobQueue queue =
      new TinyJobQueue() {
        @Override
        void drain() {
          for (Runnable job = poll(); job != null; job = poll()) {
            job.run();
          }
          state.set(0);
        }
      };

  @Actor
  public void first() {
    queue.tryPush(probe);
  }

  @Actor
  public void second() {
    queue.tryPush(probe);
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = probe.ran;
  }
}
