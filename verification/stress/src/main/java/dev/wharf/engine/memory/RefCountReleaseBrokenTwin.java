package dev.wharf.engine.memory;

import dev.wharf.engine.Twins;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Broken on purpose: removes an owner, and checks in a second step whether it was the last owner.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Freed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed twice or never.")
@State
public class RefCountReleaseBrokenTwin {
  private final AtomicInteger owners = new AtomicInteger(2);
  private int firstFreed;
  private int secondFreed;

  @Actor
  public void first() {
    owners.decrementAndGet();
    Twins.linger();
    firstFreed = owners.get() == 0 ? 1 : 0;
  }

  @Actor
  public void second() {
    owners.decrementAndGet();
    Twins.linger();
    secondFreed = owners.get() == 0 ? 1 : 0;
  }

  @Arbiter
  public void freed(II_Result result) {
    result.r1 = firstFreed + secondFreed;
    result.r2 = owners.get();
  }
}
