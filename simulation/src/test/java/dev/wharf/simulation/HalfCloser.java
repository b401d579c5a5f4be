package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.runtime.EngineRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// A client of an echo server, on a channel without the engine. It sends some bytes, shuts its
/// output down, and reads until the end of the stream. All bytes should come back before that end.
final class HalfCloser {
  private static final int MOST_BYTES = 60_000;
  private static final int MOST_AT_ONCE = 20_000;

  private final Host host;
  private final InetSocketAddress remote;
  private final byte[] bytes;
  private final int atOnce;
  private final Thread thread;
  private boolean isComplete;
  private boolean isWrong;

  HalfCloser(Host host, InetSocketAddress remote, RandomGenerator random) {
    this.host = host;
    this.remote = remote;
    this.bytes = new byte[random.nextInt(1, MOST_BYTES)];
    this.atOnce = random.nextInt(1, MOST_AT_ONCE);
    random.nextBytes(bytes);
    this.thread = host.runtime().newThread("half-closer", this::run);
  }

  void start() {
    thread.start();
  }

  void awaitEnd() throws InterruptedException {
    assertThat(host.runtime().join(thread, EngineRuntime.FOREVER)).isTrue();
  }

  private void run() {
    try (AsynchronousSocketChannel channel =
        World.channelsOf(host).openAsynchronousSocketChannel(null)) {
      await(channel.connect(remote));
      send(channel);
      channel.shutdownOutput();
      receive(channel);
    } catch (IOException | ExecutionException | TimeoutException e) {
      // A fault has broken the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(AsynchronousSocketChannel channel)
      throws InterruptedException, ExecutionException, TimeoutException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      ByteBuffer piece = left.slice(left.position(), Math.min(atOnce, left.remaining()));
      left.position(left.position() + await(channel.write(piece)));
    }
  }

  private void receive(AsynchronousSocketChannel channel)
      throws InterruptedException, ExecutionException, TimeoutException {
    ByteBuffer received = ByteBuffer.allocate(bytes.length + 1);
    while (received.hasRemaining() && await(channel.read(received)) >= 0) {
      // The next read gets the next bytes.
    }
    int count = received.position();
    isComplete = count == bytes.length;
    isWrong = count > bytes.length || !Arrays.equals(received.array(), 0, count, bytes, 0, count);
  }

  /// Waits longer than a host stops reading. A peer may never answer, because the reset that it has
  /// sent was lost.
  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(2, TimeUnit.HOURS);
  }

  int bytes() {
    return bytes.length;
  }

  /// Whether all bytes have come back, and then the end of the stream.
  boolean isComplete() {
    return isComplete;
  }

  /// Whether other bytes have come back than those that were sent.
  boolean isWrong() {
    return isWrong;
  }
}
