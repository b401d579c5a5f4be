package dev.wharf.engine.uring.channels;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Broken on purpose: checks whether the channel is open, and claims the request in a second step.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Closed once, under no request.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Closed under a request, twice or never.")
@State
public class NativeSocketCloseBrokenTwin {
  private static final int CLOSED = 1;
  private static final int READ = 2;

  private final AtomicInteger state = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private int closedUnderRequest;

  @Actor
  public void user() {
    if ((state.get() & CLOSED) != 0) {
      return;
    }
    state.getAndAdd(READ);
    closedUnderRequest = closes.get();
    if (state.getAndAdd(-READ) == (CLOSED | READ)) {
      closes.incrementAndGet();
    }
  }

  @Actor
  public void closer() {
    if (state.getAndAdd(CLOSED) == 0) {
      closes.incrementAndGet();
    }
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = closedUnderRequest;
    result.r2 = closes.get();
  }
}
