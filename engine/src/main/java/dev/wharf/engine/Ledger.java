package dev.wharf.engine;

/// Counts what a port still has in use: sessions with an owner, pending I/O operations, and buffers
/// out of the pool. After a drain all three are zero; anything else is a leak.
///
/// May be read from any thread at any time. The three are read one after another, so that while
/// traffic flows they need not belong to one instant.
public interface Ledger {
  /// Sessions that have an owner: the connection, or a pending operation.
  long liveSessions();

  /// Accepts, connects, receives, sends and disconnects that are pending, or whose completion is
  /// being handled.
  long pendingOperations();

  /// Send and receive buffers that are out of the pool.
  long buffersOut();

  /// Whether all three are zero.
  default boolean isZero() {
    return liveSessions() == 0 && pendingOperations() == 0 && buffersOut() == 0;
  }
}
