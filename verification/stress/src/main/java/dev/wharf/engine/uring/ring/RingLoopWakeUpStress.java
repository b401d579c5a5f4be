package dev.wharf.engine.uring.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// One thread requests work and hands a task over, while the loop's thread is about to wait in the
/// kernel. Either the loop sees that it must not wait, or the other thread wakes it.
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The loop goes on.")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "The loop has done the work.")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The loop waits without work.")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "The loop sleeps in spite of work.")
@State
public class RingLoopWakeUpStress {
  private final RingLoop loop = new RingLoop(() -> {}, () -> {}, RingSize.DEFAULT);
  private boolean waits;

  @Actor
  public void otherThread() {
    loop.requestWork();
  }

  @Actor
  public void loop() {
    loop.runRequestedWork();
    waits = loop.mayWait();
  }

  @Arbiter
  public void outcome(ZZ_Result result) {
    result.r1 = waits && loop.isWaiting();
    result.r2 = !loop.hasNothingToRun();
  }
}
