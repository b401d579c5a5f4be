package dev.wharf.engine;

/// The outcome of [Session#send].
public enum SendResult {
  /// The packet is in the send queue.
  QUEUED,
  /// The packet has replaced an older packet with the same key.
  REPLACED,
  /// The packet was dropped because of its policy: the reader is too slow. With [SendPolicy#KEEP],
  /// the session is now being closed as a slow reader.
  DROPPED,
  /// The session is closing or closed. Nothing more is sent.
  CLOSED
}
