package dev.wharf.engine;

/// What became of a packet given to [Session#send].
public enum SendResult {
  /// It is in the queue, and leaves in its turn.
  QUEUED,
  /// It took the place of an older packet with the same key.
  REPLACED,
  /// The reader is too slow, and the packet was dropped as its policy says. With [SendPolicy#KEEP]
  /// the session is being closed as a slow reader.
  DROPPED,
  /// The session is closing or closed; nothing more goes out.
  CLOSED
}
