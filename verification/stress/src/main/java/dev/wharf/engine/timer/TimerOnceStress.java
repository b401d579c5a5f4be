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
import org.openjdk.jcstress.infra.results.ZII_Result;

/// A job becomes due while another thread cancels it. A cancel that returns true means that the job
/// does not run.
@JCStressTest
@Outcome(id = "true, 0, 0", expect = Expect.ACCEPTABLE, desc = "Cancelled in time.")
@Outcome(id = "false, 1, 0", expect = Expect.ACCEPTABLE, desc = "Ran, and was not cancelled.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Cancelled and ran, or neither, or counted wrong.")
@State
public class TimerOnceStress {
  private final HandTimer due = new HandTimer();
  private final JobTimer timer = due.newJobTimer();
  private final JobQueue queue = new JobQueue(Runnable::run, JobQueueOptions.defaults());
  private int ran;
  private final TimerHandle handle = timer.after(Duration.ZERO, queue, () -> ran++);

  @Actor
  public void timer() {
    due.fire();
  }

  @Actor
  public void cancel(ZII_Result result) {
    result.r1 = handle.cancel();
  }

  @Arbiter
  public void outcome(ZII_Result result) {
    result.r2 = ran;
    result.r3 = timer.pending();
  }
}
