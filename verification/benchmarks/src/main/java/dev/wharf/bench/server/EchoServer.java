package dev.wharf.bench.server;

/// An echo server. It sends every frame, `[u16 little-endian size, header included][u16
/// id][payload]`, back unchanged. It listens on loopback, uses one thread by default, and sends
/// small packets at once (`TCP_NODELAY`).
public interface EchoServer extends AutoCloseable {
  /// The largest frame that all servers accept, in bytes.
  int MAX_FRAME_BYTES = 16 << 10;

  /// The id of the frames that a broadcast server sends to all its connections, including the
  /// sender's.
  int BROADCAST_ID = 200;

  /// The number of connections that may wait to be accepted.
  int BACKLOG = 4096;

  /// Returns the port that the server listens on.
  int port();

  /// Stops listening, and ends all connections.
  @Override
  void close();
}
