package dev.wharf.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: two threads count in a plain field, and lose a count. The build expects this
/// run to fail, which shows that forbidden outcomes are detected. Each thread waits between its
/// read and its write, so that counts are lost on a busy machine, too.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both counts arrived.")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "A count was lost.")
@State
public class PlainCounterBrokenTwin {
  private int count;

  @Actor
  public void first() {
    increment();
  }

  @Actor
  public void second() {
    increment();
  }

  private void increment() {
    int before = count;
    Twins.linger();
    count = before + 1;
  }

  @Arbiter
  public void total(I_Result result) {
    result.r1 = count;
  }
}
