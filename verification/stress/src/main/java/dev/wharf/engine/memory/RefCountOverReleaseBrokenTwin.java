package dev.wharf.engine.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Broken on purpose: checks whether there is a reference, and removes it in a second step.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Freed once, and rejected once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed twice or never, or the error not noticed.")
@State
public class RefCountOverReleaseBrokenTwin {
  private final AtomicInteger owners = new AtomicInteger(1);
  private int firstFreed;
  private int secondFreed;
  private int firstRejected;
  private int secondRejected;

  @Actor
  public void first() {
    if (owners.get() > 0) {
      firstFreed = owners.decrementAndGet() == 0 ? 1 : 0;
    } else {
      firstRejected = 1;
    }
  }

  @Actor
  public void second() {
    if (owners.get() > 0) {
      secondFreed = owners.decrementAndGet() == 0 ? 1 : 0;
    } else {
      secondRejected = 1;
    }
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = firstFreed + secondFreed;
    result.r2 = firstRejected + secondRejected;
    result.r3 = owners.get();
  }
}
