package dev.wharf.engine.job;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/// One thread pushes jobs while another thread closes the queue. Accepted jobs must run before the
/// last job. The last job must run once, and no job may run after it.
@JCStressTest
@Outcome(id = "0, 0, 0, 1", expect = Expect.ACCEPTABLE, desc = "Closed before both pushes.")
@Outcome(id = "1, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Closed between the two pushes.")
@Outcome(id = "2, 2, 2, 1", expect = Expect.ACCEPTABLE, desc = "Closed after both pushes.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, or ran after the last job.")
@State
public class JobQueueCloseStress {
  private final SerialProbe probe = new SerialProbe();
  private final JobQueue queue =
      new JobQueue(Runnable::run, JobQueueOptions.defaults().withBudget(Duration.ofMinutes(1)));
  private int accepted;
  private int ranBeforeLast;
  private int lastRan;

  @Actor
  public void pusher() {
    accepted += queue.tryPush(probe) ? 1 : 0;
    accepted += queue.tryPush(probe) ? 1 : 0;
  }

  @Actor
  public void closer() {
    queue.closeAfter(this::last);
  }

  private void last() {
    ranBeforeLast = probe.ran;
    lastRan++;
  }

  @Arbiter
  public void outcome(IIII_Result result) {
    result.r1 = accepted;
    result.r2 = ranBeforeLast;
    result.r3 = probe.ran;
    result.r4 = lastRan;
  }
}
