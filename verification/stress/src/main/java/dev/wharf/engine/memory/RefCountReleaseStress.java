package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two owners release an object. One of them is the last owner, and must see what the other owner
/// wrote before its release.
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "Freed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed twice, never, or without the other's write.")
@State
public class RefCountReleaseStress {
  private final RefCount owners = new RefCount();
  private int firstWrote;
  private int secondWrote;
  private int firstFreed;
  private int secondFreed;
  private int notSeen;

  public RefCountReleaseStress() {
    owners.retain();
  }

  @Actor
  public void first() {
    firstWrote = 1;
    if (owners.release()) {
      firstFreed = 1;
      notSeen += 1 - secondWrote;
    }
  }

  @Actor
  public void second() {
    secondWrote = 1;
    if (owners.release()) {
      secondFreed = 1;
      notSeen += 1 - firstWrote;
    }
  }

  @Arbiter
  public void freed(III_Result result) {
    result.r1 = firstFreed + secondFreed;
    result.r2 = notSeen;
    result.r3 = owners.count();
  }
}
