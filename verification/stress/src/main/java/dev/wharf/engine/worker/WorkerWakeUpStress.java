package dev.wharf.engine.worker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// One thread hands tasks over to a worker, whose thread drains its queue at the same time. The
/// field of the tasks is plain: the worker's queue must make a task's writes visible to the next.
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "Each task ran.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A task waits, and the worker is not woken for it.")
@State
public class WorkerWakeUpStress {
  private final Worker worker = HandGroup.newWorker();
  private final HandGroup group = HandGroup.of(worker);
  private int ran;

  public WorkerWakeUpStress() {
    worker.handOver(() -> ran++);
  }

  @Actor
  public void otherThread() {
    worker.handOver(() -> ran++);
    worker.handOver(() -> ran++);
  }

  @Actor
  public void ownThread() {
    group.runTasks();
  }

  @Arbiter
  public void outcome(I_Result result) {
    group.runTasks();
    result.r1 = ran;
  }
}
