package dev.wharf.transport.tls;

import dev.wharf.engine.CloseReason;
import java.security.cert.CertificateException;
import java.util.Locale;

/// Finds out from the exceptions of BoringSSL and the JDK why a connection has failed.
///
/// @param kind the kind, for the metrics
/// @param reason the close reason of the session
/// @param detail one line for the log, without control characters
record Failures(TlsFailure kind, CloseReason reason, String detail) {
  private static final int MOST_CAUSES = 8;

  /// Returns the failure of a handshake.
  static Failures ofHandshake(Throwable thrown) {
    TlsFailure kind = kindOf(thrown);
    CloseReason reason =
        kind == TlsFailure.CERTIFICATE
            ? TlsCloseReasons.TLS_UNTRUSTED
            : TlsCloseReasons.TLS_HANDSHAKE_FAILED;
    return new Failures(kind, reason, explain(kind) + ": " + textOf(thrown));
  }

  /// Returns the failure of a connection after its handshake.
  static Failures afterHandshake(Throwable thrown) {
    return new Failures(
        TlsFailure.BAD_RECORD, TlsCloseReasons.TLS_BROKEN, "a bad record: " + textOf(thrown));
  }

  private static TlsFailure kindOf(Throwable thrown) {
    if (hasCertificateCause(thrown)) {
      return TlsFailure.CERTIFICATE;
    }
    String text = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("alert")) {
      return TlsFailure.PEER_ALERT;
    }
    if (text.contains("protocol") && (text.contains("version") || text.contains("unsupported"))) {
      return TlsFailure.VERSION;
    }
    if (text.contains("cipher") || text.contains("group") || text.contains("signature_alg")) {
      return TlsFailure.CIPHER;
    }
    return TlsFailure.BAD_HANDSHAKE;
  }

  private static boolean hasCertificateCause(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof CertificateException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static String explain(TlsFailure kind) {
    return switch (kind) {
      case CERTIFICATE -> "the certificate of the server is not trusted";
      case PEER_ALERT -> "the peer has ended the handshake";
      case VERSION -> "no common TLS version";
      case CIPHER -> "no common cipher";
      default -> "a bad handshake";
    };
  }

  /// Returns the message of the innermost cause, which names the fact.
  private static String textOf(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    return SafeText.of(String.valueOf(cause.getMessage()));
  }
}
