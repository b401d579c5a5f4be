package dev.wharf.engine;

/// The stages of a session's life, in order. A session may skip stages, never go back.
public enum SessionState {
  /// A client session that waits for its connection.
  CONNECTING,
  /// Receiving and sending.
  CONNECTED,
  /// No longer receiving; what is queued is still delivered, within
  /// [SessionOptions#closingTimeout()].
  CLOSING,
  /// The channel is closed.
  CLOSED
}
