package dev.wharf.engine.uring.ring;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Broken on purpose: the loop takes the last tasks first, and rejects later ones in a second step.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "Rejected.")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "Accepted, and ran.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An accepted task was lost.")
@State
public class TaskInboxBrokenTwin {
  private static final Object CLOSED = new Object();

  private final AtomicReference<@Nullable Object> newest = new AtomicReference<>();
  private boolean ran;

  @Actor
  public void otherThread(ZZ_Result result) {
    result.r1 = newest.compareAndSet(null, this);
  }

  @Actor
  public void loop() {
    ran = newest.getAndSet(null) == this;
    newest.set(CLOSED);
  }

  @Arbiter
  public void outcome(ZZ_Result result) {
    result.r2 = ran;
  }
}
