package dev.wharf.engine.memory;

import dev.wharf.engine.Twins;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the caller's hold and the queues' holds are two variables, so that both
/// holders may find themselves the last one.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The memory went back once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The memory went back twice or never.")
@State
public class SendBufferHoldBrokenTwin {
  private final AtomicBoolean held = new AtomicBoolean(true);
  private final AtomicInteger queues = new AtomicInteger(1);
  private final AtomicInteger freed = new AtomicInteger();

  @Actor
  public void caller() {
    held.set(false);
    Twins.linger();
    if (queues.get() == 0) {
      freed.incrementAndGet();
    }
  }

  @Actor
  public void queue() {
    if (queues.decrementAndGet() == 0 && !held.get()) {
      freed.incrementAndGet();
    }
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = freed.get();
  }
}
