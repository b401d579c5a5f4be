package dev.wharf.engine.job;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two threads push two jobs each, and then run the tasks that the queue has given to its executor.
/// The time budget is zero, so that the queue hands over to the executor after each job. Two jobs
/// must never overlap, and no job must be lost, whichever thread runs the jobs.
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "Each job ran, one after the other.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, or two ran at one time.")
@State
public class JobQueueHandOnStress {
  private final SerialProbe probe = new SerialProbe();
  private final Queue<Runnable> handedOn = new ConcurrentLinkedQueue<>();
  private final JobQueue queue =
      new JobQueue(handedOn::add, JobQueueOptions.defaults().withBudget(Duration.ZERO));

  @Actor
  public void first() {
    queue.push(probe);
    queue.push(probe);
    runOne();
  }

  @Actor
  public void second() {
    queue.push(probe);
    queue.push(probe);
    runOne();
  }

  @Arbiter
  public void outcome(II_Result result) {
    while (runOne()) {}
    result.r1 = probe.ran;
    result.r2 = probe.overlaps;
  }

  private boolean runOne() {
    Runnable task = handedOn.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }
}
