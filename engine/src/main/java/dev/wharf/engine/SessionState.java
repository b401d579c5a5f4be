package dev.wharf.engine;

/// The stages of a session's life, in order. A session may skip stages, never go back.
public enum SessionState {
  /// Not usable yet: a client session that connects, or a session whose transformation has not
  /// ended its handshake.
  CONNECTING,
  /// Receiving and sending.
  CONNECTED,
  /// No longer receiving; queued packets are still delivered, within
  /// [SessionOptions#closingTimeout()].
  CLOSING,
  /// The channel is closed.
  CLOSED
}
