package dev.wharf.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import org.jspecify.annotations.Nullable;

/// A service that connects out: to servers, as a client or as one server to another.
public final class ClientService extends Service {
  private volatile boolean closed;

  private ClientService(CompletionPort port, SessionOptions options) {
    super(port, options);
  }

  /// Opens a client service. Its sessions count as authenticated from the start when
  /// [SessionOptions#loginTimeout()] is zero, which is what a client wants.
  public static ClientService open(CompletionPort port, SessionOptions options) {
    return port.register(() -> new ClientService(port, options));
  }

  /// Begins to connect. The outcome is told to the handler: [SessionHandler#onConnected], or
  /// [SessionHandler#onDisconnected] with [CloseReason#CONNECT_FAILED] or
  /// [CloseReason#CONNECT_TIMEOUT].
  ///
  /// @param factory makes the session's handler
  /// @return the session, which is still connecting
  /// @throws IllegalStateException when the service is closed
  /// @throws UncheckedIOException when no socket can be opened: too many are open
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no buffer memory is left
  public Session connect(InetSocketAddress remote, SessionHandlerFactory factory) {
    return connect(remote, null, factory);
  }

  /// Begins to connect from an address of this machine. Each has some ten thousand free ports, and
  /// a server that counts by address sees several clients.
  ///
  /// @param local where to connect from, usually with port 0; null leaves it to the system
  /// @param factory makes the session's handler
  /// @return the session, which is still connecting
  /// @throws IllegalStateException when the service is closed
  /// @throws UncheckedIOException when no socket can be opened, or the local address cannot be had
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no buffer memory is left
  public Session connect(
      InetSocketAddress remote, @Nullable InetSocketAddress local, SessionHandlerFactory factory) {
    if (closed) {
      throw new IllegalStateException("the service is closed");
    }
    Worker worker = port().nextWorker();
    AsynchronousSocketChannel channel = openChannel(worker);
    bind(channel, local);
    Session session;
    try {
      session =
          new Session(
              newId(), this, worker, channel, remote, null, SessionState.CONNECTING, factory);
    } catch (Throwable t) {
      Session.closeQuietly(channel);
      throw t;
    }
    add(session);
    session.connect();
    return session;
  }

  private static void bind(AsynchronousSocketChannel channel, @Nullable InetSocketAddress local) {
    if (local == null) {
      return;
    }
    try {
      channel.bind(local);
    } catch (IOException e) {
      Session.closeQuietly(channel);
      throw new UncheckedIOException("cannot connect from " + local + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      Session.closeQuietly(channel);
      throw e;
    }
  }

  @Override
  void stopTaking() {
    closed = true;
  }

  private AsynchronousSocketChannel openChannel(Worker worker) {
    try {
      AsynchronousSocketChannel channel = port().openChannel(worker);
      SessionSockets.setUp(channel, sessionOptions());
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a socket: " + e.getMessage(), e);
    }
  }
}
