package dev.wharf.engine.job;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread pushes jobs, and another thread posts and pushes jobs. Two jobs must never overlap,
/// and no job must be lost.
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "Each job ran, one after the other.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, or two ran at one time.")
@State
public class JobQueueSerialStress {
  private final SerialProbe probe = new SerialProbe();
  private final JobQueue queue =
      new JobQueue(Runnable::run, JobQueueOptions.defaults().withBudget(Duration.ofMinutes(1)));

  @Actor
  public void pusher() {
    queue.push(probe);
    queue.push(probe);
  }

  @Actor
  public void poster() {
    queue.post(probe);
    queue.push(probe);
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = probe.ran;
    result.r2 = probe.overlaps;
  }
}
