package dev.wharf.engine.timer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Broken on purpose: both threads check whether the job has ended, and end it in a second step.
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "Cancelled in time.")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "Ran, and was not cancelled.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Cancelled and ran, or neither.")
@State
public class TimerOnceBrokenTwin {
  private volatile boolean ended;
  private int ran;

  @Actor
  public void timer() {
    if (end()) {
      ran++;
    }
  }

  @Actor
  public void cancel(ZI_Result result) {
    result.r1 = end();
  }

  @Arbiter
  public void outcome(ZI_Result result) {
    result.r2 = ran;
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    return true;
  }
}
