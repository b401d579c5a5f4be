package dev.wharf.engine.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Broken on purpose: checks whether the caller has a hold, and removes the hold in a second step.
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "Closed once; the queue holds it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A second close took away the queue's hold.")
@State
public class SendBufferCloseBrokenTwin {
  private static final int CALLER = 1;
  private static final int QUEUE = 2;

  private final AtomicInteger holds = new AtomicInteger(CALLER + QUEUE);
  private int firstRejected;
  private int secondRejected;

  @Actor
  public void first() {
    firstRejected = close();
  }

  @Actor
  public void second() {
    secondRejected = close();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = firstRejected + secondRejected;
    result.r2 = holds.get();
  }

  private int close() {
    if ((holds.get() & CALLER) == 0) {
      return 1;
    }
    holds.getAndAdd(-CALLER);
    return 0;
  }
}
