package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;

/// Helpers for tests whose other side is a plain blocking socket: check an echo, check a close,
/// reset, connect with a small receive buffer. Also makes random bytes, and throws undeclared
/// checked exceptions.
public final class Peers {
  private Peers() {}

  /// Sends bytes to an echo server. Fails unless the same bytes come back.
  public static void assertEchoes(Socket socket, long seed) throws IOException {
    byte[] sent = bytes(100, seed);
    socket.getOutputStream().write(sent);
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  /// Fails unless the other side closes or resets the connection without sending another byte.
  public static void assertClosedByOther(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("not closed in time", e);
    } catch (IOException reset) {
      assertThat(reset).isInstanceOf(java.net.SocketException.class);
    }
  }

  /// Closes the socket with RST, so that the other side gets a reset.
  public static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects a socket with a small receive buffer, so that the other side soon cannot write.
  public static Socket narrow(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) EngineFixture.PATIENCE.toMillis());
    socket.connect(address, (int) EngineFixture.PATIENCE.toMillis());
    return socket;
  }

  public static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Throws a checked exception that the caller does not declare, as a lambda of another language
  /// could.
  @SuppressWarnings("unchecked")
  public static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
