package dev.wharf.bench.server;

/// The options of a server that sends frames back.
///
/// @param broadcast whether frames with [EchoServer#BROADCAST_ID] go to all connections
/// @param tls whether all connections are encrypted with TLS 1.3, by BoringSSL
/// @param webSocket whether the frames are messages of WebSocket
public record Extras(boolean broadcast, boolean tls, boolean webSocket) {
  static final Extras NONE = new Extras(false, false, false);
}
