package dev.wharf.engine.session;

import dev.wharf.engine.Ledger;
import dev.wharf.engine.memory.BufferMemory;
import java.util.concurrent.atomic.LongAdder;

/// Counts sessions and operations for the [Ledger] of a port. Thread-safe.
public final class LiveLedger implements Ledger {
  private final BufferMemory memory;
  private final LongAdder sessions = new LongAdder();
  private final LongAdder operations = new LongAdder();

  /// Creates a ledger without sessions and operations.
  ///
  /// @param memory counts the port's buffers
  public LiveLedger(BufferMemory memory) {
    this.memory = memory;
  }

  @Override
  public long liveSessions() {
    return sessions.sum();
  }

  @Override
  public long pendingOperations() {
    return operations.sum();
  }

  @Override
  public long buffersOut() {
    return memory.buffersOut();
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
