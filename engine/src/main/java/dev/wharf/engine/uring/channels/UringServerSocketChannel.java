package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.sys.SocketAddresses;
import dev.wharf.engine.uring.sys.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The channel of a listener. Thread-safe: its [NativeSocket] guards its state.
final class UringServerSocketChannel extends AsynchronousServerSocketChannel {
  private static final int DEFAULT_BACKLOG = 50;

  private final NativeSocket socket;
  private final AcceptOperation acceptor;

  private UringServerSocketChannel(SocketGroup group, int fd) {
    super(group.provider());
    socket = new NativeSocket(group, SocketOptions.ofServers(), fd);
    acceptor = new AcceptOperation(socket);
    socket.register();
  }

  static UringServerSocketChannel openIn(SocketGroup group) throws IOException {
    int fd = NativeSocket.open();
    UringServerSocketChannel channel =
        NativeSocket.owned(fd, () -> new UringServerSocketChannel(group, fd));
    try {
      channel.socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public UringServerSocketChannel bind(@Nullable SocketAddress local, int backlog)
      throws IOException {
    InetSocketAddress address =
        local == null ? new InetSocketAddress(0) : SocketAddresses.check(local);
    synchronized (socket) {
      if (socket.localAddress() != null) {
        throw new AlreadyBoundException();
      }
      socket.bind(address);
      socket.listen(backlog < 1 ? DEFAULT_BACKLOG : backlog);
    }
    return this;
  }

  @Override
  public <A extends @Nullable Object> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    if (claim()) {
      acceptor.begin(handler, attachment, 0);
    } else {
      reject(handler, attachment);
    }
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    OperationFuture<AsynchronousSocketChannel> future = new OperationFuture<>(acceptor);
    if (claim()) {
      acceptor.begin(future, null, 0);
    } else {
      reject(future, null);
    }
    return future;
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public <T> UringServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  @Override
  public String toString() {
    return "io_uring listener";
  }

  /// Claims the accept operation.
  ///
  /// @return true when the operation is claimed; false when the channel is closed
  private boolean claim() {
    if (socket.isClosed()) {
      return false;
    }
    if (!isBound()) {
      throw new NotYetBoundException();
    }
    if (acceptor.killed) {
      throw new IllegalStateException("not allowed after a cancellation");
    }
    if (socket.tryClaim(acceptor)) {
      return true;
    }
    if (socket.isClosed()) {
      return false;
    }
    throw new AcceptPendingException();
  }

  private boolean isBound() {
    try {
      return socket.localAddress() != null;
    } catch (IOException e) {
      return false;
    }
  }

  private <A extends @Nullable Object> void reject(
      CompletionHandler<AsynchronousSocketChannel, ? super A> handler, A attachment) {
    socket.group().deliverLater(handler, attachment, null, new ClosedChannelException());
  }
}
