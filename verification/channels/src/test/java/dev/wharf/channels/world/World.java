package dev.wharf.channels.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.runtime.EngineRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;

/// The world in which a test runs: the provider under test, the other ends of its connections,
/// threads, waits and time. The world is the machine, or a simulation.
///
/// A test in [#run] waits and starts threads through the world alone, because a simulation runs one
/// thread at a time.
public interface World extends AutoCloseable {
  /// The longest time for which a test waits for something that must happen.
  Duration PATIENCE = Duration.ofSeconds(20);

  /// The loopback address, with port 0.
  InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  /// The code that [#run] runs.
  @FunctionalInterface
  interface Body {
    /// Runs the code on a thread of the world.
    void run() throws Exception;
  }

  /// Runs the code of a test in this world, and returns when the code has returned.
  void run(Body body) throws Exception;

  /// Returns the provider under test.
  AsynchronousChannelProvider provider();

  /// Returns the clock, threads and waits of this world.
  EngineRuntime runtime();

  // ---- the other ends of connections

  /// Returns the address of the channels under test, with port 0. Peers can connect to it.
  default InetSocketAddress ownAddress() {
    return LOOPBACK;
  }

  /// Returns the address of the peers, with port 0. Channels under test can connect to it.
  default InetSocketAddress peerAddress() {
    return LOOPBACK;
  }

  /// Connects a peer to a listener under test.
  Peer connect(InetSocketAddress address) throws IOException;

  /// Opens a listener whose connections become peers.
  ///
  /// @param address the address to bind to
  /// @param receiveBytes the size of the receive buffers of its connections; 0 for the default
  PeerListener listen(InetSocketAddress address, int receiveBytes) throws IOException;

  /// Returns an address of this world that never answers a connect.
  InetSocketAddress silentAddress();

  /// Makes the network split and delay bytes at random, if this world can.
  void disturbNetwork();

  /// Returns the number of open sockets. The machine counts all file descriptors of the process
  /// instead, and returns 0 when the system does not report them.
  long openSockets();

  // ---- executors

  /// Makes an executor that adds threads as needed.
  ExecutorService cachedPool(ThreadFactory threads);

  /// Makes an executor with a limited number of threads.
  ExecutorService fixedPool(int most, ThreadFactory threads);

  /// Makes an executor that runs each task on a new virtual thread.
  ExecutorService virtualThreads();

  /// Ends the world, with all threads that are left in it.
  @Override
  void close();

  // ---- threads and waits

  /// Runs the body on a new thread. The future gets the result or the failure.
  default <V> CompletableFuture<V> fork(Callable<V> body) {
    CompletableFuture<V> future = new CompletableFuture<>();
    runtime().newThread("forked", () -> complete(future, body)).start();
    return future;
  }

  private static <V> void complete(CompletableFuture<V> future, Callable<V> body) {
    try {
      future.complete(body.call());
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }

  /// Waits for a future, and returns its result. Fails when the future does not complete in time.
  default <V> V await(CompletableFuture<V> future) throws InterruptedException, ExecutionException {
    assertThat(runtime().await(future, PATIENCE)).as("completed in time").isTrue();
    return future.get();
  }

  /// Waits until a condition holds. Fails when it does not hold in time.
  default void until(String what, BooleanSupplier condition) {
    try {
      assertThat(runtime().poll(condition, PATIENCE)).as(what).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
