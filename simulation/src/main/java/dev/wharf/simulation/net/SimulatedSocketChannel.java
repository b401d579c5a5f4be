package dev.wharf.simulation.net;

import dev.wharf.simulation.completion.Operation;
import dev.wharf.simulation.completion.OperationFuture;
import dev.wharf.simulation.completion.SimulatedGroup;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The channel of a connection, also before it is connected.
final class SimulatedSocketChannel extends AsynchronousSocketChannel {
  /// The longest time from the start of an operation until the kernel looks at its buffer.
  private static final long SUBMIT_NANOS = 2_000;

  private final Scheduler scheduler;
  private final Network network;
  private final Node node;
  private final SimulatedGroup group;
  private final HostSocket socket;
  private final Transfers reads;
  private final Transfers writes;
  private @Nullable Endpoint endpoint;
  private Network.@Nullable Attempt attempt;
  private @Nullable Operation<@Nullable Void> connecting;
  private boolean isInputShut;
  private boolean isOutputShut;

  SimulatedSocketChannel(
      Scheduler scheduler,
      Network network,
      Node node,
      SimulatedGroup group,
      SocketOptionValues options) {
    super(group.provider());
    this.scheduler = scheduler;
    this.network = network;
    this.node = node;
    this.group = group;
    this.reads =
        new Transfers(
            scheduler,
            group,
            this,
            "Reading",
            () -> Long.MAX_VALUE,
            ReadPendingException::new,
            all -> connection().read(all));
    this.writes =
        new Transfers(
            scheduler,
            group,
            this,
            "Writing",
            node::longestWrite,
            WritePendingException::new,
            all -> connection().write(all));
    group.register(this);
    this.socket = new HostSocket(scheduler, node, options, null);
  }

  private Endpoint connection() {
    return Objects.requireNonNull(endpoint);
  }

  /// Makes this the channel of the connection.
  void use(Endpoint connection) {
    endpoint = connection;
    connection.setCallbacks(reads::proceed, writes::proceed);
    setBuffers();
  }

  private void setBuffers() {
    if (endpoint != null) {
      endpoint.setBuffers(
          socket.option(StandardSocketOptions.SO_SNDBUF),
          socket.option(StandardSocketOptions.SO_RCVBUF));
    }
  }

  // ---- opening

  @Override
  public SimulatedSocketChannel bind(@Nullable SocketAddress local) throws IOException {
    InetSocketAddress address = Addresses.checkLocal(local);
    socket.checkOpen();
    if (connecting != null) {
      throw new ConnectionPendingException();
    }
    if (socket.bound() != null || endpoint != null) {
      throw new AlreadyBoundException();
    }
    socket.bind(address);
    return this;
  }

  @Override
  public <A extends @Nullable Object> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    startConnect(remote, attachment, Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    OperationFuture<Void> future = new OperationFuture<>(scheduler, this::cancelConnect);
    startConnect(remote, null, future);
    return future;
  }

  private void startConnect(
      SocketAddress remote, @Nullable Object attachment, CompletionHandler<Void, ?> handler) {
    InetSocketAddress address = Addresses.check(remote);
    scheduler.checkTurn();
    Operation<@Nullable Void> begun = new Operation<>(scheduler, group, handler, attachment);
    if (!socket.isOpen()) {
      begun.fail(new ClosedChannelException());
      return;
    }
    if (endpoint != null) {
      throw new AlreadyConnectedException();
    }
    if (connecting != null) {
      scheduler.onMisuse("a connect has begun while one is pending on the " + this);
      throw new ConnectionPendingException();
    }
    connecting = begun;
    try {
      node.checkUp();
      if (socket.bound() == null) {
        socket.bind(new InetSocketAddress(0));
      }
      InetSocketAddress local = localAddress(address.getAddress());
      attempt = network.connect(node, local, address, this::onConnected);
    } catch (IOException e) {
      onConnected(null, e);
    }
  }

  private void onConnected(@Nullable Endpoint connection, @Nullable IOException failure) {
    Operation<@Nullable Void> begun = Objects.requireNonNull(connecting);
    connecting = null;
    if (connection != null) {
      use(connection);
      begun.complete(null);
    } else if (failure != null) {
      begun.fail(failure);
      close();
    }
  }

  private void cancelConnect(boolean closes) {
    if (connecting != null) {
      connecting.drop();
    }
    close();
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
    startRead(Buffers.of(dst), unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    OperationFuture<Integer> future =
        new OperationFuture<>(scheduler, closes -> cancel(reads, closes));
    startRead(Buffers.of(dst), 0, null, future);
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
    startRead(Buffers.of(dsts, offset, length), unit.toNanos(timeout), attachment, handler);
  }

  private void startRead(
      Buffers to, long timeoutNanos, @Nullable Object attachment, CompletionHandler<?, ?> handler) {
    if (to.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    if (!mayTransfer(reads, attachment, handler)) {
      return;
    }
    if (isInputShut) {
      finish(to.result(-1), attachment, handler);
    } else {
      start(reads, to, timeoutNanos, attachment, handler);
    }
  }

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    startWrite(Buffers.of(src), unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    OperationFuture<Integer> future =
        new OperationFuture<>(scheduler, closes -> cancel(writes, closes));
    startWrite(Buffers.of(src), 0, null, future);
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
    startWrite(Buffers.of(srcs, offset, length), unit.toNanos(timeout), attachment, handler);
  }

  private void startWrite(
      Buffers from,
      long timeoutNanos,
      @Nullable Object attachment,
      CompletionHandler<?, ?> handler) {
    if (!mayTransfer(writes, attachment, handler)) {
      return;
    }
    if (isOutputShut) {
      operation(attachment, handler).fail(new ClosedChannelException());
    } else {
      start(writes, from, timeoutNanos, attachment, handler);
    }
  }

  /// Checks that the channel is connected and has no pending transfer of this kind; throws
  /// otherwise. When the channel is closed, fails the operation and returns false.
  private boolean mayTransfer(
      Transfers transfers, @Nullable Object attachment, CompletionHandler<?, ?> handler) {
    scheduler.checkTurn();
    if (!socket.isOpen()) {
      operation(attachment, handler).fail(new ClosedChannelException());
      return false;
    }
    if (endpoint == null) {
      throw new NotYetConnectedException();
    }
    transfers.checkIdle();
    return true;
  }

  /// Starts a transfer. The simulated kernel looks at the buffers a little later. The calling
  /// thread may lose its turn before this method returns.
  private void start(
      Transfers transfers,
      Buffers buffers,
      long timeoutNanos,
      @Nullable Object attachment,
      CompletionHandler<?, ?> handler) {
    if (buffers.remaining() == 0) {
      finish(buffers.result(0), attachment, handler);
    } else if (isAccessible(buffers, attachment, handler)) {
      transfers.begin(buffers, timeoutNanos, attachment, handler);
      scheduler.soon(SUBMIT_NANOS, transfers::proceed);
    }
    scheduler.stepByChance();
  }

  /// Checks that the memory of the buffers can be used; fails the operation otherwise.
  private boolean isAccessible(
      Buffers buffers, @Nullable Object attachment, CompletionHandler<?, ?> handler) {
    try {
      buffers.checkAccess();
      return true;
    } catch (IllegalStateException e) {
      operation(attachment, handler).fail(e);
      return false;
    }
  }

  private void finish(Number result, @Nullable Object attachment, CompletionHandler<?, ?> handler) {
    operation(attachment, handler).complete(result);
  }

  @SuppressWarnings("unchecked") // a Long for an array, else an Integer
  private Operation<Number> operation(
      @Nullable Object attachment, CompletionHandler<?, ?> handler) {
    return new Operation<>(scheduler, group, (CompletionHandler<Number, ?>) handler, attachment);
  }

  private void cancel(Transfers transfers, boolean closes) {
    transfers.cancel();
    if (closes) {
      close();
    }
  }

  // ---- closing

  @Override
  public SimulatedSocketChannel shutdownInput() throws IOException {
    checkConnected();
    if (!isInputShut) {
      isInputShut = true;
      connection().shutdownInput();
    }
    return this;
  }

  @Override
  public SimulatedSocketChannel shutdownOutput() throws IOException {
    checkConnected();
    if (!isOutputShut) {
      isOutputShut = true;
      connection().shutdownOutput();
    }
    return this;
  }

  private void checkConnected() throws ClosedChannelException {
    socket.checkOpen();
    if (endpoint == null) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    if (!socket.close()) {
      return;
    }
    if (attempt != null && endpoint == null) {
      attempt.giveUp();
    }
    if (connecting != null) {
      connecting.fail(new AsynchronousCloseException());
    }
    reads.fail(new AsynchronousCloseException());
    writes.fail(new AsynchronousCloseException());
    if (endpoint != null) {
      endpoint.close(socket.option(StandardSocketOptions.SO_LINGER) == 0);
    }
    group.forget(this);
  }

  // ---- addresses and options

  /// Returns the address from which the channel connects to a host. A connection to a loopback
  /// address comes from the same address.
  private InetSocketAddress localAddress(InetAddress remote) {
    InetSocketAddress address = socket.address();
    if (!address.getAddress().isAnyLocalAddress()) {
      return address;
    }
    InetAddress own = remote.isLoopbackAddress() ? remote : node.address();
    return new InetSocketAddress(own, address.getPort());
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    socket.checkOpen();
    return endpoint == null ? socket.bound() : endpoint.local();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    socket.checkOpen();
    return endpoint == null ? null : endpoint.remote();
  }

  @Override
  public <T> SimulatedSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
    setBuffers();
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
    return endpoint == null
        ? "channel of " + node + " at " + socket.bound()
        : "channel #" + endpoint.number() + " of " + node;
  }
}
