package dev.wharf.transport.tls;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The close reasons that TLS adds to those of the engine.
public final class TlsCloseReasons {
  /// The peer does not speak TLS: its first bytes are no TLS record.
  public static final CloseReason NOT_TLS = CloseReason.misbehaviour("NOT_TLS");

  /// The handshake has failed: no common version or cipher, a message that breaks the rules, or an
  /// alert of the peer.
  public static final CloseReason TLS_HANDSHAKE_FAILED =
      CloseReason.misbehaviour("TLS_HANDSHAKE_FAILED");

  /// The client does not trust the server's certificate, or the certificate is for another name.
  public static final CloseReason TLS_UNTRUSTED = CloseReason.normal("TLS_UNTRUSTED");

  /// After the handshake, the peer has broken the rules of TLS: a record that is too large, or that
  /// the keys of the connection cannot decrypt.
  public static final CloseReason TLS_BROKEN = CloseReason.misbehaviour("TLS_BROKEN");

  /// The peer has closed its side without the end that TLS demands (`close_notify`). Bytes at the
  /// end of the stream may be missing, because anybody on the way can close a connection.
  public static final CloseReason TLS_TRUNCATED = CloseReason.normal("TLS_TRUNCATED");

  private static final List<CloseReason> ALL =
      List.of(NOT_TLS, TLS_HANDSHAKE_FAILED, TLS_UNTRUSTED, TLS_BROKEN, TLS_TRUNCATED);

  private TlsCloseReasons() {}

  /// Returns all reasons of this class.
  public static List<CloseReason> all() {
    return ALL;
  }
}
