package dev.wharf.engine.session;

import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.worker.Worker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/// The connection of an I/O owner ends while another thread starts an operation and handles its
/// completion. The last of the two frees the owner's memory.
@JCStressTest
@Outcome(id = "1, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "Operated, and freed once.")
@Outcome(id = "0, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "Freed before the operation.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Freed under the operation, twice or never.")
@State
public class IoOwnerStress {
  private static final LiveLedger LEDGER = new LiveLedger(new BufferMemory(1));

  private final Owner owner = new Owner();
  private final Operation operation = new Operation(owner);

  @Actor
  public void operation(IIII_Result result) {
    if (operation.begin()) {
      result.r1 = 1;
      result.r4 = owner.freed;
      operation.end();
    }
  }

  @Actor
  public void disconnect() {
    owner.letGo();
  }

  @Arbiter
  public void outcome(IIII_Result result) {
    result.r2 = owner.freed;
    result.r3 = owner.count();
  }

  private static final class Owner extends IoOwner {
    volatile int freed;

    Owner() {
      super(LEDGER);
    }

    @Override
    public Worker worker() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void onOperationFailed(Throwable thrown) {}

    @Override
    protected void onUnowned() {
      freed++;
    }
  }

  private static final class Operation extends IoOperation<Integer> {
    Operation(IoOwner owner) {
      super(owner);
    }

    @Override
    protected void onCompleted(Integer result, Throwable failure) {}
  }
}
