package dev.wharf.engine.service;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.session.SessionSockets;
import dev.wharf.engine.session.SocketSession;
import dev.wharf.engine.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import org.jspecify.annotations.Nullable;

/// The only implementation of [ClientService].
public final class SocketClients extends SocketService implements ClientService {
  private volatile boolean closed;

  private SocketClients(SocketPort port, SessionOptions options) {
    super(port, options);
  }

  /// Opens a client service ([ClientService#open]).
  public static SocketClients open(CompletionPort port, SessionOptions options) {
    SocketPort owner = SocketPort.of(port);
    return owner.register(() -> new SocketClients(owner, options));
  }

  @Override
  public Session connect(
      InetSocketAddress remote, @Nullable InetSocketAddress local, SessionHandlerFactory factory) {
    if (closed) {
      throw new IllegalStateException("the service is closed");
    }
    Worker worker = port().nextWorker();
    AsynchronousSocketChannel channel = openChannel(worker);
    SocketSession session;
    try {
      setUp(channel);
      bind(channel, local);
      session =
          new SocketSession(
              newId(),
              this,
              sessionOptions(),
              worker,
              channel,
              remote,
              null,
              SessionState.CONNECTING);
    } catch (Throwable t) {
      SocketSession.closeQuietly(channel);
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
  void stopAccepting() {
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
