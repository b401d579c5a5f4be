package dev.wharf.engine.timer;

import dev.wharf.engine.runtime.TaskTimer;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the thread that schedules a job does not look a second time whether the timer
/// was closed.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The job has ended.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The job stays scheduled in a closed timer.")
@State
public class TimerCloseBrokenTwin implements TaskTimer.Task {
  private final HandTimer due = new HandTimer();
  private final AtomicInteger pending = new AtomicInteger();

  @Actor
  public void scheduler() {
    pending.incrementAndGet();
    try {
      due.schedule(this, 0);
    } catch (IllegalStateException e) {
      pending.decrementAndGet();
    }
  }

  @Actor
  public void closer() {
    due.close();
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = pending.get();
  }

  @Override
  public void onDue() {}

  @Override
  public void onDropped() {
    pending.decrementAndGet();
  }
}
