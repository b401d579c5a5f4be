package dev.wharf.channels;

import dev.wharf.channels.world.World;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One run of random operations. It keeps a number of [RandomConnection]s open until it has made
/// enough operations.
///
/// Operations are started by threads of the group, by a few other threads, and by virtual threads.
final class RandomOperations implements AutoCloseable {
  private static final int CONNECTIONS = 24;
  private static final int NARROW = 4096;

  private final World world;
  private final TestGroup group;
  private final boolean closesOnGroup;
  private final long limit;
  private final ExecutorService drivers;
  private final Executor virtual;
  private final LentBuffers buffers = new LentBuffers();
  private final Queue<AsynchronousServerSocketChannel> listeners = new ConcurrentLinkedQueue<>();
  private final Queue<RandomConnection> connections = new ConcurrentLinkedQueue<>();
  private final AtomicInteger slots = new AtomicInteger(CONNECTIONS);
  private final AtomicLong operations = new AtomicLong();
  private final AtomicInteger opened = new AtomicInteger();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /// @param closesOnGroup whether only threads of the group close channels
  RandomOperations(World world, TestGroup group, boolean closesOnGroup, long limit, long seed)
      throws IOException {
    this.world = world;
    this.group = group;
    this.closesOnGroup = closesOnGroup;
    this.limit = limit;
    this.drivers = world.fixedPool(3, task -> world.runtime().newThread("driver", task));
    this.virtual = world.runtime().blockingExecutor("waiting-driver");
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < CONNECTIONS; i++) {
      Slot slot = new Slot(newListener(), random.split());
      driveWaiting(() -> open(slot));
    }
  }

  private AsynchronousServerSocketChannel newListener() throws IOException {
    AsynchronousServerSocketChannel listener =
        world.provider().openAsynchronousServerSocketChannel(group.group()).bind(World.LOOPBACK);
    listeners.add(listener);
    return listener;
  }

  /// A place for one connection at a time.
  ///
  /// @param listener accepts the connections of this slot, one after the other
  record Slot(AsynchronousServerSocketChannel listener, SplittableRandom random) {}

  /// Returns a future that completes when all connections have ended, or fails with the first
  /// failure.
  CompletableFuture<Void> end() {
    return end;
  }

  LentBuffers buffers() {
    return buffers;
  }

  long operations() {
    return operations.get();
  }

  int connectionsOpened() {
    return opened.get();
  }

  /// Counts an operation. Called when the operation is started.
  void count() {
    operations.incrementAndGet();
  }

  boolean isEnough() {
    return operations.get() >= limit || end.isDone();
  }

  void fail(Throwable thrown) {
    end.completeExceptionally(thrown);
  }

  /// Runs the task on one of the few driver threads.
  void drive(Task task) {
    guarded(drivers, task);
  }

  /// Runs the task on a virtual thread. The task may block.
  void driveWaiting(Task task) {
    guarded(virtual, task);
  }

  private void guarded(Executor executor, Task task) {
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            fail(e);
          }
        });
  }

  /// Closes the channel, on a thread of the group if only those may close channels. Returns when
  /// the channel is closed.
  void close(AsynchronousSocketChannel channel) throws Exception {
    if (!closesOnGroup) {
      channel.close();
      return;
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    group
        .executor()
        .execute(
            () -> {
              closeNow(channel);
              closed.complete(null);
            });
    world.await(closed);
  }

  private void closeNow(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void open(Slot slot) throws Exception {
    AsynchronousSocketChannel client =
        world.provider().openAsynchronousSocketChannel(group.group());
    if (slot.random.nextInt(3) == 0) {
      client.setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
      client.setOption(StandardSocketOptions.SO_RCVBUF, NARROW);
    }
    Future<AsynchronousSocketChannel> accepted = slot.listener.accept();
    ProviderTest.get(client.connect(slot.listener.getLocalAddress()));
    AsynchronousSocketChannel server = ProviderTest.get(accepted);
    opened.incrementAndGet();
    RandomConnection connection = new RandomConnection(this, client, server, slot);
    connections.add(connection);
    connection.start();
  }

  /// Removes a connection that has ended, and opens another unless the run has made enough
  /// operations.
  void ended(RandomConnection connection, Slot slot) throws Exception {
    connections.remove(connection);
    if (!isEnough()) {
      open(slot);
    } else if (slots.decrementAndGet() == 0) {
      end.complete(null);
    }
  }

  @Override
  public void close() throws IOException {
    fail(new IllegalStateException("closed"));
    for (AsynchronousServerSocketChannel listener : listeners) {
      listener.close();
    }
    for (RandomConnection connection : connections) {
      connection.abandon();
    }
    drivers.shutdownNow();
  }

  @Override
  public String toString() {
    return operations + " operations of " + limit + ", " + connections;
  }

  /// A task that may throw.
  interface Task {
    void run() throws Exception;
  }
}
