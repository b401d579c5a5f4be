package dev.wharf.engine.session;

import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets the options of sessions' sockets. Thread-safe.
public final class SessionSockets {
  /// The ratio of a socket's send buffer to the unsent bytes that the buffer may hold. The buffer
  /// also holds bytes that were sent, until the peer has acknowledged them.
  private static final int SEND_BUFFER_FACTOR = 2;

  private static final Logger log = LoggerFactory.getLogger(SessionSockets.class);

  private SessionSockets() {}

  /// Sets the options of a session's socket.
  ///
  /// @throws IOException when the connection is gone
  public static void setUp(AsynchronousSocketChannel channel, SessionOptions options)
      throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, options.tcpNoDelay());
    int unsent = options.unsentBytes();
    if (unsent == 0) {
      return;
    }
    if (channel.supportedOptions().contains(UringProvider.TCP_NOTSENT_LOWAT)) {
      channel.setOption(UringProvider.TCP_NOTSENT_LOWAT, unsent);
    } else {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_FACTOR * unsent);
    }
  }

  /// Makes the close of a session's socket reset the connection, if the channel supports this. The
  /// JDK's asynchronous channels do not: then the connection is reset only when bytes are unread.
  static void resetAtClose(AsynchronousSocketChannel channel) {
    try {
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      log.debug("the connection is gone already", e);
    }
  }
}
