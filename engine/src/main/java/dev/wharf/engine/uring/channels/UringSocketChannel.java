package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.sys.SocketAddresses;
import dev.wharf.engine.uring.sys.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A TCP channel: of a connection that a server has accepted, or of one that `connect` makes later.
/// Thread-safe: its [NativeSocket] guards its state.
final class UringSocketChannel extends AsynchronousSocketChannel {
  private final NativeSocket socket;
  private final ReadOperation reader;
  private final WriteOperation writer;

  /// Says whether the channel is connected. Written under the socket's monitor.
  private volatile State state = State.UNCONNECTED;

  private @Nullable InetSocketAddress remoteAddress;

  private enum State {
    UNCONNECTED,
    CONNECTING,
    CONNECTED
  }

  private UringSocketChannel(SocketGroup group, int fd) {
    super(group.provider());
    socket = new NativeSocket(group, SocketOptions.ofClients(), fd);
    reader = new ReadOperation(socket);
    writer = new WriteOperation(socket);
    socket.register();
  }

  static UringSocketChannel openIn(SocketGroup group) throws IOException {
    int fd = NativeSocket.open();
    return NativeSocket.owned(fd, () -> new UringSocketChannel(group, fd));
  }

  /// Creates the channel of an accepted connection.
  ///
  /// @param fd the connection's descriptor; the channel owns it once this method has returned
  static UringSocketChannel accepted(SocketGroup group, int fd, InetSocketAddress peer) {
    UringSocketChannel channel = new UringSocketChannel(group, fd);
    synchronized (channel.socket) {
      channel.state = State.CONNECTED;
      channel.remoteAddress = peer;
    }
    return channel;
  }

  // ---- opening and closing

  @Override
  public UringSocketChannel bind(@Nullable SocketAddress local) throws IOException {
    InetSocketAddress address =
        local == null ? new InetSocketAddress(0) : SocketAddresses.check(local);
    synchronized (socket) {
      socket.checkOpen();
      if (state == State.CONNECTING) {
        throw new ConnectionPendingException();
      }
      if (socket.localAddress() != null) {
        throw new AlreadyBoundException();
      }
      socket.bind(address);
    }
    return this;
  }

  @Override
  public <A extends @Nullable Object> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    InetSocketAddress address = SocketAddresses.check(remote);
    ConnectOperation operation = claimConnect(address);
    if (operation != null) {
      operation.begin(handler, attachment, 0);
    } else {
      reject(handler, attachment);
    }
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    InetSocketAddress address = SocketAddresses.check(remote);
    ConnectOperation operation = claimConnect(address);
    OperationFuture<Void> future = new OperationFuture<>(operation == null ? reader : operation);
    if (operation != null) {
      operation.begin(future, null, 0);
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
  public UringSocketChannel shutdownInput() throws IOException {
    synchronized (socket) {
      checkConnected();
      if (!reader.shut) {
        socket.shutdownInput();
        reader.shut = true;
      }
    }
    return this;
  }

  @Override
  public UringSocketChannel shutdownOutput() throws IOException {
    synchronized (socket) {
      checkConnected();
      if (!writer.shut) {
        socket.shutdownOutput();
        writer.shut = true;
      }
    }
    return this;
  }

  // ---- reading and writing

  @Override
  public <A extends @Nullable Object> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    checkWritable(dst);
    transfer(reader, dst, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    checkWritable(dst);
    OperationFuture<Integer> future = new OperationFuture<>(reader);
    transfer(reader, dst, 0, null, future);
    return future;
  }

  @Override
  public <A extends @Nullable Object> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    Objects.checkFromIndexSize(offset, length, dsts.length);
    for (int i = offset; i < offset + length; i++) {
      checkWritable(dsts[i]);
    }
    transfer(reader, dsts, offset, length, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    transfer(writer, src, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    OperationFuture<Integer> future = new OperationFuture<>(writer);
    transfer(writer, src, 0, null, future);
    return future;
  }

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    Objects.checkFromIndexSize(offset, length, srcs.length);
    transfer(writer, srcs, offset, length, unit.toNanos(timeout), attachment, handler);
  }

  // ---- addresses and options

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    synchronized (socket) {
      socket.checkOpen();
      return remoteAddress;
    }
  }

  @Override
  public <T> UringSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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
    return "io_uring channel to " + remoteAddress;
  }

  /// Marks the channel as connected. [ConnectOperation] calls it on the loop's thread.
  private void onConnected(InetSocketAddress peer) {
    synchronized (socket) {
      state = State.CONNECTED;
      remoteAddress = peer;
      socket.forgetLocalAddress();
    }
  }

  // ---- beginning operations

  /// Claims a new connect operation.
  ///
  /// @return the operation; null when the channel is closed
  private @Nullable ConnectOperation claimConnect(InetSocketAddress remote) {
    synchronized (socket) {
      if (socket.isClosed()) {
        return null;
      }
      if (state == State.CONNECTED) {
        throw new AlreadyConnectedException();
      }
      if (state == State.CONNECTING) {
        throw new ConnectionPendingException();
      }
      state = State.CONNECTING;
      ConnectOperation operation = new ConnectOperation(socket, remote, this::onConnected);
      return socket.tryClaim(operation) ? operation : null;
    }
  }

  private <A extends @Nullable Object> void transfer(
      TransferOperation operation,
      ByteBuffer buffer,
      long timeout,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    CompletionHandler<Number, ? super A> to = numbers(handler);
    if (!claim(operation, buffer.remaining(), false, attachment, to)) {
      return;
    }
    try {
      operation.prepare(buffer, handler instanceof OperationFuture);
    } catch (RuntimeException | Error e) {
      abandon(operation, attachment, to, e);
      return;
    }
    operation.begin(to, attachment, timeout);
  }

  private <A extends @Nullable Object> void transfer(
      TransferOperation operation,
      ByteBuffer[] buffers,
      int offset,
      int length,
      long timeout,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    CompletionHandler<Number, ? super A> to = numbers(handler);
    int room = Transfer.remaining(buffers, offset, length);
    if (!claim(operation, room, true, attachment, to)) {
      return;
    }
    try {
      operation.prepare(buffers, offset, length);
    } catch (RuntimeException | Error e) {
      abandon(operation, attachment, to, e);
      return;
    }
    operation.begin(to, attachment, timeout);
  }

  /// Makes the read or the write pending, so that the channel begins no other of its kind. If its
  /// result is known without the kernel, or the channel is closed, delivers the result or the
  /// failure instead.
  ///
  /// @return whether this call has made the operation pending
  private <A extends @Nullable Object> boolean claim(
      TransferOperation operation,
      int room,
      boolean ofArray,
      A attachment,
      CompletionHandler<Number, ? super A> handler) {
    Number result;
    try {
      checkConnected();
      Integer atOnce = operation.resultAtOnce(room);
      if (atOnce == null) {
        if (socket.tryClaim(operation)) {
          return true;
        }
        socket.checkOpen();
        throw operation.alreadyPending();
      }
      result = TransferOperation.box(atOnce, ofArray);
    } catch (ClosedChannelException e) {
      socket.group().deliverLater(handler, attachment, null, e);
      return false;
    }
    socket.group().deliverLater(handler, attachment, result, null);
    return false;
  }

  private <A extends @Nullable Object> void abandon(
      TransferOperation operation,
      A attachment,
      CompletionHandler<Number, ? super A> handler,
      Throwable failure) {
    operation.abandon();
    socket.group().deliverLater(handler, attachment, null, failure);
  }

  private <A extends @Nullable Object> void reject(
      CompletionHandler<Void, ? super A> handler, A attachment) {
    socket.group().deliverLater(handler, attachment, null, new ClosedChannelException());
  }

  private void checkConnected() throws ClosedChannelException {
    socket.checkOpen();
    if (state != State.CONNECTED) {
      throw new NotYetConnectedException();
    }
  }

  private static void checkWritable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
  }

  /// Casts the handler of a read or a write to a handler of any `Number`, so that the same code
  /// serves both types of result. The handler still gets its own type: a `Long` when the call has
  /// an array of buffers, an `Integer` when it has one buffer.
  @SuppressWarnings("unchecked") // the handler gets only results of its own type
  private static <A extends @Nullable Object> CompletionHandler<Number, A> numbers(
      CompletionHandler<? extends Number, A> handler) {
    return (CompletionHandler<Number, A>) handler;
  }
}
