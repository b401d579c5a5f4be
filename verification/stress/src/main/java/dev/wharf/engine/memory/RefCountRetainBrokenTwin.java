package dev.wharf.engine.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// Broken on purpose: checks whether there is an owner, and adds one in a second step.
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "Retained in time.")
@Outcome(id = "false, true, 0", expect = Expect.ACCEPTABLE, desc = "Freed, and not revived.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed in spite of an owner, or revived.")
@State
public class RefCountRetainBrokenTwin {
  private final AtomicInteger owners = new AtomicInteger(1);

  @Actor
  public void retain(ZZI_Result result) {
    if (owners.get() > 0) {
      owners.incrementAndGet();
      result.r1 = true;
    }
  }

  @Actor
  public void release(ZZI_Result result) {
    result.r2 = owners.getAndDecrement() == 1;
  }

  @Arbiter
  public void count(ZZI_Result result) {
    result.r3 = owners.get();
  }
}
