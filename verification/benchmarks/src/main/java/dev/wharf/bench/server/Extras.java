package dev.wharf.bench.server;

/// The options of a server that sends frames back.
///
/// @param broadcast whether frames with [EchoServer#BROADCAST_ID] go to all connections
/// @param tls whether all connections are encrypted with TLS 1.3, by BoringSSL
public record Extras(boolean broadcast, boolean tls) {
  static final Extras NONE = new Extras(false, false);
}
