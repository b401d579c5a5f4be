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
  /// @param factory makes the session's handler; what it throws ends the session and is thrown on
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
  /// @param factory makes the session's handler; what it throws ends the session and is thrown on
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
    Session session;
    try {
      setUp(channel);
      bind(channel, local);
      session = new Session(newId(), this, worker, channel, remote, null, SessionState.CONNECTING);
    } catch (Throwable t) {
      Session.closeQuietly(channel);
      throw t;
    }
    try {
      session.makeHandler(factory);
    } finally {
      add(session);
      session.connect();
    }
    return session;
  }

  private static void bind(AsynchronousSocketChannel channel, @Nullable InetSocketAddress local) {
    if (local == null) {
      return;
    }
    try {
      channel.bind(local);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect from " + local + ": " + e.getMessage(), e);
    }
  }

  @Override
  void stopTaking() {
    closed = true;
  }

  private AsynchronousSocketChannel openChannel(Worker worker) {
    try {
      return port().openChannel(worker);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a socket: " + e.getMessage(), e);
    }
  }

  private void setUp(AsynchronousSocketChannel channel) {
    try {
      SessionSockets.setUp(channel, sessionOptions());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set a socket up: " + e.getMessage(), e);
    }
  }
}
