package dev.wharf.simulation.net;

import dev.wharf.simulation.completion.Operation;
import dev.wharf.simulation.completion.OperationFuture;
import dev.wharf.simulation.completion.SimulatedGroup;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The channel of a listener.
final class SimulatedServerChannel extends AsynchronousServerSocketChannel
    implements Node.Listener {
  private static final int DEFAULT_BACKLOG = 50;
  private static final long SUBMIT_NANOS = 2_000;

  private final Scheduler scheduler;
  private final Network network;
  private final Node node;
  private final SimulatedGroup group;
  private final HostSocket socket;

  /// The accept queue: the connections that were not accepted yet.
  private final ArrayDeque<Endpoint> queue = new ArrayDeque<>();

  private int backlog = DEFAULT_BACKLOG;
  private @Nullable Operation<AsynchronousSocketChannel> accepting;
  private boolean isKilled;

  SimulatedServerChannel(Scheduler scheduler, Network network, Node node, SimulatedGroup group) {
    super(group.provider());
    this.scheduler = scheduler;
    this.network = network;
    this.node = node;
    this.group = group;
    group.register(this);
    this.socket = new HostSocket(scheduler, node, SocketOptionValues.ofServer(), this);
  }

  @Override
  public SimulatedServerChannel bind(@Nullable SocketAddress local, int wantedBacklog)
      throws IOException {
    InetSocketAddress address = Addresses.checkLocal(local);
    socket.checkOpen();
    node.checkUp();
    if (socket.bound() != null) {
      throw new AlreadyBoundException();
    }
    socket.bind(address);
    backlog = wantedBacklog < 1 ? DEFAULT_BACKLOG : wantedBacklog;
    return this;
  }

  // ---- accepting

  @Override
  public <A extends @Nullable Object> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    startAccept(attachment, Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    OperationFuture<AsynchronousSocketChannel> future =
        new OperationFuture<>(scheduler, this::cancel);
    startAccept(null, future);
    return future;
  }

  private void startAccept(
      @Nullable Object attachment, CompletionHandler<AsynchronousSocketChannel, ?> handler) {
    scheduler.checkTurn();
    Operation<AsynchronousSocketChannel> begun =
        new Operation<>(scheduler, group, handler, attachment);
    if (!socket.isOpen()) {
      begun.fail(new ClosedChannelException());
      return;
    }
    if (socket.bound() == null) {
      throw new NotYetBoundException();
    }
    if (isKilled) {
      throw new IllegalStateException("Accepting not allowed due to cancellation");
    }
    if (accepting != null) {
      scheduler.onMisuse("an accept has begun while one is pending on the " + this);
      throw new AcceptPendingException();
    }
    accepting = begun;
    scheduler.soon(SUBMIT_NANOS, this::proceed);
    scheduler.stepByChance();
  }

  /// Gives the first connection of the queue to the pending accept, if there is one.
  private void proceed() {
    Operation<AsynchronousSocketChannel> begun = accepting;
    if (begun == null || queue.isEmpty()) {
      return;
    }
    accepting = null;
    if (node.condition().failsAccept()) {
      begun.fail(Failures.of("Too many open files"));
    } else if (group.isShutdown()) {
      queue.remove().close(false);
      begun.fail(Failures.causedBy(new ShutdownChannelGroupException()));
    } else {
      begun.complete(accepted(queue.remove()));
    }
  }

  private SimulatedSocketChannel accepted(Endpoint connection) {
    SimulatedSocketChannel channel =
        new SimulatedSocketChannel(scheduler, network, node, group, socket.optionsOfAccepted());
    channel.use(connection);
    return channel;
  }

  private void cancel(boolean closes) {
    isKilled = true;
    if (accepting != null) {
      accepting.drop();
      accepting = null;
    }
    if (closes) {
      close();
    }
  }

  @Override
  public boolean isFull() {
    return queue.size() >= backlog;
  }

  @Override
  public void offer(Endpoint connection) {
    queue.add(connection);
    proceed();
  }

  // ---- closing

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes the listener, and resets the connections that were not accepted.
  @Override
  public void close() {
    if (!socket.close()) {
      return;
    }
    queue.forEach(Endpoint::abort);
    queue.clear();
    if (accepting != null) {
      accepting.fail(new AsynchronousCloseException());
    }
    group.forget(this);
  }

  // ---- address and options

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    socket.checkOpen();
    return socket.bound();
  }

  @Override
  public <T> SimulatedServerChannel setOption(SocketOption<T> name, T value) throws IOException {
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
    return "simulated listener of " + node + " at " + socket.bound();
  }
}
