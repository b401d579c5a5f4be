package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two threads release an object that has one reference. One thread frees the object, and the other
/// thread gets an exception.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Freed once, and rejected once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed twice or never, or the error not noticed.")
@State
public class RefCountOverReleaseStress {
  private final RefCount owners = new RefCount();
  private int firstFreed;
  private int secondFreed;
  private int firstRejected;
  private int secondRejected;

  @Actor
  public void first() {
    try {
      firstFreed = owners.release() ? 1 : 0;
    } catch (IllegalStateException e) {
      firstRejected = 1;
    }
  }

  @Actor
  public void second() {
    try {
      secondFreed = owners.release() ? 1 : 0;
    } catch (IllegalStateException e) {
      secondRejected = 1;
    }
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = firstFreed + secondFreed;
    result.r2 = firstRejected + secondRejected;
    result.r3 = owners.count();
  }
}
