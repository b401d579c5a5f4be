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

/// One thread schedules a job while another thread closes the timer. The job must end, also when
/// the timer has not seen it.
@JCStressTest
@Outcome(id = "true, 0, 0", expect = Expect.ACCEPTABLE, desc = "Accepted, and ended by the close.")
@Outcome(id = "false, 0, 0", expect = Expect.ACCEPTABLE, desc = "Rejected.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The job stays scheduled in a closed timer.")
@State
public class TimerCloseStress {
  private final HandTimer due = new HandTimer();
  private final JobTimer timer = due.newJobTimer();
  private final JobQueue queue = new JobQueue(Runnable::run, JobQueueOptions.defaults());

  @Actor
  public void scheduler(ZII_Result result) {
    try {
      timer.after(Duration.ZERO, queue, () -> {});
      result.r1 = true;
    } catch (JobTimerClosedException e) {
      result.r1 = false;
    }
  }

  @Actor
  public void closer() {
    timer.close();
  }

  @Arbiter
  public void outcome(ZII_Result result) {
    result.r2 = timer.pending();
    result.r3 = due.size();
  }
}
