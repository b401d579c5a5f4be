package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A periodic job runs and goes back into the timer, while another thread cancels the job. Either
/// thread may find that the other one has come first.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Ended, and no longer in the timer.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The ended job takes a place in the timer, or a count.")
@State
public class TimerPeriodStress {
  private final HandTimer due = new HandTimer();
  private final JobTimer timer = due.newJobTimer();
  private final JobQueue queue = new JobQueue(Runnable::run, JobQueueOptions.defaults());
  private final TimerHandle handle = timer.every(Duration.ofHours(1), queue, () -> {});

  @Actor
  public void timer() {
    due.fire();
  }

  @Actor
  public void cancel() {
    handle.cancel();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = timer.pending();
    result.r2 = due.size();
  }
}
