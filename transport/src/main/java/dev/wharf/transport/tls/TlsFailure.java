package dev.wharf.transport.tls;

/// A kind of failed TLS connection, for the metrics.
public enum TlsFailure {
  /// The peer does not speak TLS.
  NOT_TLS,
  /// Peer and this side have no TLS version in common.
  VERSION,
  /// Peer and this side have no cipher, group or signature in common.
  CIPHER,
  /// This side does not trust the peer's certificate.
  CERTIFICATE,
  /// The peer has ended the handshake with an alert. A client does so when it does not trust the
  /// certificate.
  PEER_ALERT,
  /// A record is larger than TLS allows.
  RECORD_TOO_LARGE,
  /// A message of the handshake breaks the rules.
  BAD_HANDSHAKE,
  /// After the handshake, a record breaks the rules.
  BAD_RECORD,
  /// The connection ended before the end of the handshake, or the handshake took too long.
  UNFINISHED,
  /// Too many handshakes were waiting.
  OVERLOADED,
  /// The peer has closed its side without `close_notify`.
  TRUNCATED
}
