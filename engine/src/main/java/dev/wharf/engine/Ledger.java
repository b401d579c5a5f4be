package dev.wharf.engine;

/// Counts what a port still has in use: live sessions, pending I/O operations, and buffers out of
/// the pool. After a drain all three counts are zero; anything else is a leak.
///
/// Any thread may read the counts at any time. They are read one after another. So while traffic
/// flows, the three numbers may belong to different moments.
public interface Ledger {
  /// Returns the number of sessions that are open, or that a pending operation still uses.
  long liveSessions();

  /// Returns the number of accepts, connects, receives, sends and disconnects that are pending, or
  /// whose completion is being handled.
  long pendingOperations();

  /// Returns the number of send and receive buffers that are out of the pool.
  long buffersOut();

  /// Returns whether all three counts are zero.
  default boolean isZero() {
    return liveSessions() == 0 && pendingOperations() == 0 && buffersOut() == 0;
  }
}
