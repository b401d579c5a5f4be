package dev.wharf.engine.memory;

import dev.wharf.engine.Twins;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Broken on purpose: reads the spare view, and removes it in a second step.
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "Each session had its own view.")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "Two writes used one view.")
@State
public class SendBufferViewBrokenTwin {
  private final AtomicReference<@Nullable Object> spare = new AtomicReference<>(new Object());
  private @Nullable Object firstView;
  private @Nullable Object secondView;

  @Actor
  public void first() {
    firstView = takeView();
  }

  @Actor
  public void second() {
    secondView = takeView();
  }

  @Arbiter
  public void outcome(Z_Result result) {
    result.r1 = firstView == secondView;
  }

  private Object takeView() {
    Object view = spare.get();
    Twins.linger();
    spare.set(null);
    return view == null ? new Object() : view;
  }
}
