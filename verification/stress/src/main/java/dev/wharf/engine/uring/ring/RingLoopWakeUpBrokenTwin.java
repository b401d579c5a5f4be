package dev.wharf.engine.uring.ring;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Broken on purpose: the loop looks for work first, and says in a second step that it waits.
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The loop goes on.")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The loop waits without work.")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "The loop sleeps in spite of work.")
@State
public class RingLoopWakeUpBrokenTwin {
  private volatile boolean workRequested;
  private volatile boolean waiting;
  private boolean waits;

  @Actor
  public void otherThread() {
    workRequested = true;
    if (waiting) {
      waiting = false;
    }
  }

  @Actor
  public void loop() {
    waits = !workRequested;
    Twins.linger();
    waiting = true;
  }

  @Arbiter
  public void outcome(ZZ_Result result) {
    result.r1 = waits && waiting;
    result.r2 = workRequested;
  }
}
