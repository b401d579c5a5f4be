package dev.wharf.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.smartboot.socket.transport.AioQuickServer;
import org.smartboot.socket.transport.AioSession;

/// A server with the library smart-socket on NIO.2. The library has its own read and write buffers,
/// and needs at least two threads.
final class SmartSocketEchoServer implements EchoServer {
  private static final int LEAST_THREADS = 2;

  private final AioQuickServer server;
  private final int port;

  private SmartSocketEchoServer(AioQuickServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static SmartSocketEchoServer start(int port) throws IOException {
    int chosen = port == 0 ? freePort() : port;
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    AioQuickServer server =
        new AioQuickServer(
            host, chosen, SmartSocketEchoServer::decode, SmartSocketEchoServer::echo);
    server
        .setBannerEnabled(false)
        .setThreadNum(LEAST_THREADS)
        .setBacklog(BACKLOG)
        .setReadBufferSize(MAX_FRAME_BYTES)
        .start();
    return new SmartSocketEchoServer(server, chosen);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.shutdown();
  }

  private static byte @Nullable [] decode(ByteBuffer received, AioSession session) {
    received.order(ByteOrder.LITTLE_ENDIAN);
    int size = Frames.sizeAt(received, received.position(), received.limit());
    if (size == 0) {
      return null;
    }
    byte[] frame = new byte[size];
    received.get(frame);
    return frame;
  }

  private static void echo(AioSession session, byte[] frame) {
    try {
      session.writeBuffer().write(frame);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Finds a free port, because smart-socket cannot report the port that it took.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
