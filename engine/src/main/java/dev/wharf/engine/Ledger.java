package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemory;
import java.util.concurrent.atomic.LongAdder;

/// What a port still owes: sessions not yet let go of by all owners, I/O operations whose
/// completion has not been handled, buffers not given back. After a drain all three are zero; what
/// is not, leaks.
///
/// May be read from any thread at any time. The three are read one after another, so that while
/// traffic flows they need not belong to one instant.
public final class Ledger {
  private final BufferMemory memory;
  private final LongAdder sessions = new LongAdder();
  private final LongAdder operations = new LongAdder();

  Ledger(BufferMemory memory) {
    this.memory = memory;
  }

  /// Sessions that somebody still owns.
  public long liveSessions() {
    return sessions.sum();
  }

  /// Accepts, connects, receives, sends and disconnects that were started and not yet handled.
  public long pendingOperations() {
    return operations.sum();
  }

  /// Send and receive buffers that were handed out and not yet given back.
  public long buffersOut() {
    return memory.buffersOut();
  }

  /// Whether nothing is owed.
  public boolean isZero() {
    return liveSessions() == 0 && pendingOperations() == 0 && buffersOut() == 0;
  }

  @Override
  public String toString() {
    return liveSessions()
        + " live sessions, "
        + pendingOperations()
        + " pending operations, "
        + buffersOut()
        + " buffers out";
  }

  void sessionBegan() {
    sessions.increment();
  }

  void sessionEnded() {
    sessions.decrement();
  }

  void operationBegan() {
    operations.increment();
  }

  void operationEnded() {
    operations.decrement();
  }
}
