package dev.wharf.engine.job;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Broken on purpose: a thread reads the count and writes it in two steps, so that two threads may
/// both find the queue idle.
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "Each job ran, one after the other.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Two jobs ran at one time.")
@State
public class JobQueueSerialBrokenTwin {
  private final SerialProbe probe = new SerialProbe();
  private final TinyJobQueue queue =
      new TinyJobQueue() {
        @Override
        int reserve() {
          int seen = state.get();
          state.set(seen + 1);
          return seen;
        }

        @Override
        void drain() {
          for (Runnable job = poll(); job != null; job = poll()) {
            job.run();
          }
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
  public void outcome(II_Result result) {
    queue.drain();
    result.r1 = probe.ran;
    result.r2 = probe.overlaps;
  }
}
