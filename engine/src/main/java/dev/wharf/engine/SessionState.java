package dev.wharf.engine;

/// The stages of a session's life, in order. A session may skip stages, never go back.
public enum SessionState {
  /// The session is not usable yet: a client's session connects, or the handshake of the session's
  /// transformation goes on.
  CONNECTING,
  /// The session receives and sends.
  CONNECTED,
  /// The session no longer receives. It still delivers its queued packets, within
  /// [SessionOptions#closingTimeout()].
  CLOSING,
  /// The channel is closed.
  CLOSED
}
