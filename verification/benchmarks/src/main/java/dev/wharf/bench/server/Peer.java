package dev.wharf.bench.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The servers on the JVM that Wharf's servers are compared with.
public enum Peer {
  /// Plain NIO.2 with the JDK's defaults.
  NIO2 {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      echoOnly(extras);
      return Nio2EchoServer.start(port);
    }
  },
  /// Plain NIO.2 that waits for readiness before it reads.
  NIO2_NO_SYNC_READ {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      echoOnly(extras);
      JdkChannels.waitForReadiness();
      return Nio2EchoServer.start(port);
    }
  },
  /// Netty with the JDK's selector.
  NETTY_NIO {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      return NettyEchoServer.start(NettyTransport.nio(), port, extras);
    }
  },
  /// Netty with its own binding to epoll.
  NETTY_EPOLL {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      return NettyEchoServer.start(NettyTransport.epoll(), port, extras);
    }

    @Override
    @Nullable Throwable whyNot() {
      return Epoll.unavailabilityCause();
    }
  },
  /// Netty with io_uring.
  NETTY_URING {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      return NettyEchoServer.start(NettyTransport.uring(), port, extras);
    }

    @Override
    @Nullable Throwable whyNot() {
      return IoUring.unavailabilityCause();
    }
  },
  /// Netty with io_uring, which receives into a ring of buffers.
  NETTY_URING_RING {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      return NettyEchoServer.start(NettyTransport.uringWithBufferRing(), port, extras);
    }

    @Override
    @Nullable Throwable whyNot() {
      return IoUring.unavailabilityCause();
    }
  },
  /// The library smart-socket.
  SMART_SOCKET {
    @Override
    EchoServer startOn(int port, Extras extras) throws Exception {
      echoOnly(extras);
      return SmartSocketEchoServer.start(port);
    }
  };

  abstract EchoServer startOn(int port, Extras extras) throws Exception;

  /// Returns the reason why the server cannot run on this machine; null when it can.
  @Nullable Throwable whyNot() {
    return null;
  }

  /// Starts the server in this process.
  ///
  /// @param port the port to listen on; 0 takes a free one
  /// @param extras what the server does besides; only Netty's servers have any
  /// @throws IllegalStateException when the server does not run on this machine
  public EchoServer start(int port, Extras extras) throws Exception {
    Throwable cause = whyNot();
    if (cause != null) {
      throw new IllegalStateException(title() + " does not run here: " + cause.getMessage(), cause);
    }
    return startOn(port, extras);
  }

  /// Returns the server's name on the command line.
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void echoOnly(Extras extras) {
    if (!extras.equals(Extras.NONE)) {
      throw new IllegalArgumentException("this peer has neither broadcasts nor TLS nor WebSocket");
    }
  }

  static Optional<Peer> titled(String title) {
    return Arrays.stream(values()).filter(peer -> peer.title().equals(title)).findFirst();
  }
}
