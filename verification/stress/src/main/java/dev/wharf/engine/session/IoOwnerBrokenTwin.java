package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the thread that ends its part reads the count first, and lowers it in a
/// second step. Both threads may read 2, so that none of them frees the memory.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Freed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed never or twice.")
@State
public class IoOwnerBrokenTwin {
  private final AtomicInteger references = new AtomicInteger(2);
  private final AtomicInteger freed = new AtomicInteger();

  @Actor
  public void operation() {
    letGo();
  }

  @Actor
  public void disconnect() {
    letGo();
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = freed.get();
  }

  private void letGo() {
    int before = references.get();
    Twins.linger();
    references.decrementAndGet();
    if (before == 1) {
      freed.incrementAndGet();
    }
  }
}
