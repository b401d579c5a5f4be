package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// The last owner releases an object while another thread retains it.
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "Retained in time.")
@Outcome(id = "false, true, 0", expect = Expect.ACCEPTABLE, desc = "Freed, and not revived.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed in spite of an owner, or revived.")
@State
public class RefCountRetainStress {
  private final RefCount owners = new RefCount();

  @Actor
  public void retain(ZZI_Result result) {
    result.r1 = owners.tryRetain();
  }

  @Actor
  public void release(ZZI_Result result) {
    result.r2 = owners.release();
  }

  @Arbiter
  public void count(ZZI_Result result) {
    result.r3 = owners.count();
  }
}
