package dev.wharf.engine.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the worker's thread empties the queue first, and clears the flag of the
/// requested drain in a second step. So a task that came between the two wakes nobody.
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "Each task ran.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A task waits, and the worker is not woken for it.")
@State
public class WorkerWakeUpBrokenTwin {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean drainRequested = new AtomicBoolean();
  private int ran;

  public WorkerWakeUpBrokenTwin() {
    handOver();
  }

  @Actor
  public void otherThread() {
    handOver();
    handOver();
  }

  @Actor
  public void ownThread() {
    drain();
  }

  @Arbiter
  public void outcome(I_Result result) {
    if (drainRequested.get()) {
      drain();
    }
    result.r1 = ran;
  }

  private void handOver() {
    tasks.add(() -> ran++);
    drainRequested.set(true);
  }

  private void drain() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
    drainRequested.set(false);
  }
}
