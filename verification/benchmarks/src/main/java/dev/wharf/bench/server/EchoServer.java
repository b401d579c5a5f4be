package dev.wharf.bench.server;

/// An echo server: every frame, `[u16 little-endian size, header included][u16 id][payload]`, comes
/// back as it was. Listens on loopback, works on one thread unless it says otherwise, and sends
/// small packets at once (`TCP_NODELAY`).
public interface EchoServer extends AutoCloseable {
  /// The largest frame that all of them take, in bytes.
  int MAX_FRAME_BYTES = 16 << 10;

  /// The id of frames that a broadcast server sends to all its connections, the sender's included.
  int BROADCAST_ID = 200;

  /// The connections that may wait to be accepted.
  int BACKLOG = 4096;

  /// The port listened on.
  int port();

  /// Stops listening, and ends all connections.
  @Override
  void close();
}
