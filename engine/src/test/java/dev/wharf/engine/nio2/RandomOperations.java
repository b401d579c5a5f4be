package dev.wharf.engine.nio2;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// One run of random operations. It keeps a number of [RandomConnection]s open until it has made
/// enough operations.
///
/// Operations are started by threads of the group, by a few other threads, and by virtual threads.
final class RandomOperations implements AutoCloseable {
  private static final int CONNECTIONS = 24;
  private static final int NARROW = 4096;

  private final AsynchronousChannelProvider provider;
  private final TestGroup group;
  private final boolean closesOnGroup;
  private final long limit;
  private final AsynchronousServerSocketChannel listener;
  private final ReentrantLock opening = new ReentrantLock();
  private final ExecutorService drivers = Executors.newFixedThreadPool(3);
  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
  private final LentBuffers buffers = new LentBuffers();
  private final Set<RandomConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger slots = new AtomicInteger(CONNECTIONS);
  private final AtomicLong operations = new AtomicLong();
  private final AtomicInteger opened = new AtomicInteger();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /// @param closesOnGroup whether only threads of the group close channels
  RandomOperations(
      AsynchronousChannelProvider provider,
      TestGroup group,
      boolean closesOnGroup,
      long limit,
      long seed)
      throws IOException {
    this.provider = provider;
    this.group = group;
    this.closesOnGroup = closesOnGroup;
    this.limit = limit;
    this.listener =
        provider.openAsynchronousServerSocketChannel(group.group()).bind(ProviderTest.loopback());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < CONNECTIONS; i++) {
      SplittableRandom own = random.split();
      guarded(virtual, () -> open(own));
    }
  }

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

  private void guarded(ExecutorService executor, Task task) {
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
    FutureTask<?> closed =
        new FutureTask<>(
            () -> {
              channel.close();
              return null;
            });
    group.executor().execute(closed);
    closed.get();
  }

  private void open(SplittableRandom random) throws Exception {
    AsynchronousSocketChannel client = provider.openAsynchronousSocketChannel(group.group());
    if (random.nextInt(3) == 0) {
      client.setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
      client.setOption(StandardSocketOptions.SO_RCVBUF, NARROW);
    }
    AsynchronousSocketChannel server;
    opening.lock();
    try {
      Future<AsynchronousSocketChannel> accepted = listener.accept();
      client.connect(listener.getLocalAddress()).get(20, TimeUnit.SECONDS);
      server = accepted.get(20, TimeUnit.SECONDS);
    } finally {
      opening.unlock();
    }
    opened.incrementAndGet();
    RandomConnection connection = new RandomConnection(this, client, server, random);
    connections.add(connection);
    connection.start();
  }

  /// Removes a connection that has ended, and opens another unless the run has made enough
  /// operations.
  void ended(RandomConnection connection, SplittableRandom random) throws Exception {
    connections.remove(connection);
    if (!isEnough()) {
      open(random);
    } else if (slots.decrementAndGet() == 0) {
      end.complete(null);
    }
  }

  @Override
  public void close() throws IOException {
    fail(new IllegalStateException("closed"));
    listener.close();
    for (RandomConnection connection : connections) {
      connection.abandon();
    }
    drivers.shutdownNow();
    virtual.shutdownNow();
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
