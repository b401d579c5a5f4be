package dev.wharf.engine.worker;

import dev.wharf.engine.Twins;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Broken on purpose: the last thread runs the waiting tasks, and makes the worker reject further
/// tasks in a second step.
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "Accepted, and ran.")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "Rejected.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An accepted task did not run.")
@State
public class WorkerEndBrokenTwin {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ran = new AtomicInteger();
  private volatile boolean dead;

  @Actor
  public void otherThread(ZI_Result result) {
    if (!dead) {
      tasks.add(ran::incrementAndGet);
      result.r1 = true;
    }
  }

  @Actor
  public void ownThread() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
    Twins.linger();
    dead = true;
  }

  @Arbiter
  public void outcome(ZI_Result result) {
    result.r2 = ran.get();
  }
}
