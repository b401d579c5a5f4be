package dev.wharf.transport.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The key of a handshake and the answer to it (RFC 6455, 4.2.2). The answer proves that a server
/// speaks WebSocket; it is no secret.
final class Accept {
  static final int KEY_BYTES = 16;

  private static final int KEY_CHARACTERS = 24;

  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Accept() {}

  /// Returns whether a text is a key: 16 bytes in base 64.
  static boolean isKey(String text) {
    try {
      return text.length() == KEY_CHARACTERS
          && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Returns the value that a server answers to a key.
  static String of(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
