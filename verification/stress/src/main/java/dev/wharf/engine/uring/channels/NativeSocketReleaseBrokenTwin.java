package dev.wharf.engine.uring.channels;

import dev.wharf.engine.Twins;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: removes the request from the state, and checks in a second step whether the
/// channel is closed and idle.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The descriptor was closed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The descriptor was closed twice or never.")
@State
public class NativeSocketReleaseBrokenTwin {
  private static final int CLOSED = 1;
  private static final int READ = 2;
  private static final int WRITE = 4;

  private final AtomicInteger state = new AtomicInteger(CLOSED | READ | WRITE);
  private final AtomicInteger closes = new AtomicInteger();

  @Actor
  public void read() {
    release(READ);
  }

  @Actor
  public void write() {
    release(WRITE);
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = closes.get();
  }

  private void release(int kind) {
    state.getAndAdd(-kind);
    Twins.linger();
    if (state.get() == CLOSED) {
      closes.incrementAndGet();
    }
  }
}
