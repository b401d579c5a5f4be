package dev.wharf.engine.worker;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Tasks are handed over to a worker that is shut down at the same time. Each accepted task must
/// run once, and a rejected task must not run.
@JCStressTest
@Outcome(
    id = {"0, 0, 0", "1, 0, 0", "2, 0, 0", "3, 0, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "The accepted tasks ran.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An accepted task did not run, or a rejected one did.")
@State
public class WorkerEndStress {
  private final Worker worker = HandGroup.newWorker();
  private final HandGroup group = HandGroup.of(worker);
  private final Task first = new Task();
  private final Task second = new Task();
  private final Task third = new Task();

  @Actor
  public void otherThread() {
    first.handOver(worker);
    second.handOver(worker);
  }

  @Actor
  public void ownThread() {
    worker.shutDown();
    group.runTasks();
    worker.threadEnded();
    third.handOver(worker);
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = first.ran.get() + second.ran.get() + third.ran.get();
    result.r2 = first.lost() + second.lost() + third.lost();
    result.r3 = first.surplus() + second.surplus() + third.surplus();
  }

  private static final class Task implements Runnable {
    final AtomicInteger ran = new AtomicInteger();
    private int accepted;

    void handOver(Worker worker) {
      try {
        worker.handOver(this);
        accepted = 1;
      } catch (RejectedExecutionException e) {
        accepted = 0;
      }
    }

    @Override
    public void run() {
      ran.incrementAndGet();
    }

    int lost() {
      return Math.max(0, accepted - ran.get());
    }

    int surplus() {
      return Math.max(0, ran.get() - accepted);
    }
  }
}
