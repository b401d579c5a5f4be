package dev.wharf.transport.websocket;

/// The options of a server's WebSocket.
///
/// @param origins the sites whose pages may connect, besides those of the server's own host
/// @param maxMessageBytes the largest message that a client may send, in bytes
public record ServerWebSocketOptions(Origins origins, int maxMessageBytes) {
  /// The default limit of a message: it has room for the largest packet of a 16-bit size.
  public static final int MAX_MESSAGE_BYTES = 1 << 16;

  /// Checks the limit.
  public ServerWebSocketOptions {
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException("a limit of " + maxMessageBytes + " bytes for a message");
    }
  }

  /// Returns options that allow only pages of the server's own host, and messages of 64 KiB.
  public static ServerWebSocketOptions defaults() {
    return new ServerWebSocketOptions(Origins.parse(""), MAX_MESSAGE_BYTES);
  }

  /// Returns a copy with other sites.
  public ServerWebSocketOptions withOrigins(Origins others) {
    return new ServerWebSocketOptions(others, maxMessageBytes);
  }

  /// Returns a copy with another limit of a message.
  public ServerWebSocketOptions withMaxMessageBytes(int bytes) {
    return new ServerWebSocketOptions(origins, bytes);
  }
}
