package dev.wharf.engine.uring.channels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests two connected channels on io_uring, in each kind of channel group.
@ParameterizedClass
@EnumSource
class UringChannelTest {
  private static final int PATIENCE_SECONDS = 20;

  enum Kind {
    ONE_THREAD,
    THREE_THREADS,
    POOLED
  }

  private final Kind kind;
  private AsynchronousChannelGroup group;
  private AsynchronousServerSocketChannel listener;
  private AsynchronousSocketChannel client;
  private AsynchronousSocketChannel server;

  UringChannelTest(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void connect() throws Exception {
    Rings.assume();
    UringProvider provider = new UringProvider();
    group = open(provider);
    listener = provider.openAsynchronousServerSocketChannel(group);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    client = provider.openAsynchronousSocketChannel(group);
    get(client.connect(listener.getLocalAddress()));
    server = get(accepted);
  }

  @AfterEach
  void endsWithItsGroup() throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(group.isTerminated()).isTrue();
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void bothSidesHaveTheAddresses() throws Exception {
    assertThat(server.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    assertThat(client.getRemoteAddress()).isEqualTo(server.getLocalAddress());
    SocketAddress address = client.getRemoteAddress();
    assertThat(address).isEqualTo(listener.getLocalAddress());
  }

  @Test
  void carriesBytesInDirectAndInHeapBuffers() throws Exception {
    assertThat(get(client.write(ByteBuffer.wrap("heap".getBytes(UTF_8))))).isEqualTo(4);
    ByteBuffer direct = ByteBuffer.allocateDirect(10);
    assertThat(get(server.read(direct))).isEqualTo(4);
    assertThat(get(server.write(direct.flip()))).isEqualTo(4);
    ByteBuffer heap = ByteBuffer.allocate(10).position(3);
    assertThat(get(client.read(heap))).isEqualTo(4);
    assertThat(heap.position()).isEqualTo(7);
    assertThat(new String(heap.array(), 3, 4, UTF_8)).isEqualTo("heap");
  }

  @Test
  void gathersAndScatters() throws Exception {
    ByteBuffer[] parts = IntStream.range(0, 5).mapToObj(this::part).toArray(ByteBuffer[]::new);
    assertThat(this.<Long>await(h -> client.write(parts, 1, 3, 0, TimeUnit.SECONDS, null, h)))
        .isEqualTo(9);
    assertThat(parts).extracting(ByteBuffer::remaining).containsExactly(1, 0, 0, 0, 5);
    ByteBuffer[] targets = {ByteBuffer.allocateDirect(1), ByteBuffer.allocateDirect(9)};
    assertThat(this.<Long>await(h -> server.read(targets, 0, 2, 0, TimeUnit.SECONDS, null, h)))
        .isEqualTo(9);
    assertThat(targets).extracting(ByteBuffer::position).containsExactly(1, 8);
  }

  @Test
  void gathersAndScattersWhatIsPartlyOnTheHeap() throws Exception {
    ByteBuffer[] sources = {ByteBuffer.wrap(new byte[] {1, 2}), part(2).put(0, (byte) 3)};
    assertThat(this.<Long>await(h -> client.write(sources, 0, 2, 0, TimeUnit.SECONDS, null, h)))
        .isEqualTo(5);
    ByteBuffer[] targets = {ByteBuffer.allocateDirect(1), ByteBuffer.allocate(9)};
    assertThat(this.<Long>await(h -> server.read(targets, 0, 2, 0, TimeUnit.SECONDS, null, h)))
        .isEqualTo(5);
    assertThat(targets[0].get(0)).isEqualTo((byte) 1);
    assertThat(targets[1].flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 0, 0}));
  }

  @Test
  void reportsTheEndOfTheStreamAndStillWrites() throws Exception {
    client.shutdownOutput();
    assertThat(get(server.read(ByteBuffer.allocateDirect(1)))).isEqualTo(-1);
    assertThat(get(server.write(ByteBuffer.allocate(3)))).isEqualTo(3);
    assertThat(get(client.read(ByteBuffer.allocate(10)))).isEqualTo(3);
  }

  @Test
  void aReadTimesOut() {
    ByteBuffer target = ByteBuffer.allocateDirect(1);
    assertThatThrownBy(
            () -> this.<Integer>await(h -> client.read(target, 1, TimeUnit.MILLISECONDS, null, h)))
        .hasCauseInstanceOf(InterruptedByTimeoutException.class);
    assertThatThrownBy(() -> client.read(target)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readsInTimeWhenBytesAreThere() throws Exception {
    get(server.write(ByteBuffer.allocate(3)));
    ByteBuffer target = ByteBuffer.allocateDirect(2);
    assertThat(this.<Integer>await(h -> client.read(target, 1, TimeUnit.HOURS, null, h)))
        .isEqualTo(2);
  }

  @Test
  void closingFailsPendingOperations() {
    Future<Integer> read = client.read(ByteBuffer.allocateDirect(1));
    Future<AsynchronousSocketChannel> accept = listener.accept();
    close(client);
    close(listener);
    assertThatThrownBy(() -> get(read)).hasCauseInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> get(accept)).hasCauseInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void cancellingEndsAReadAndNothingElse() throws Exception {
    Future<Integer> read = client.read(ByteBuffer.allocateDirect(1));
    assertThat(read.cancel(false)).isTrue();
    assertThat(client.isOpen()).isTrue();
    assertThat(get(client.write(ByteBuffer.allocate(1)))).isEqualTo(1);
    assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void copiesFromASharedArenaAndRejectsAConfinedOne() throws Exception {
    try (Arena shared = Arena.ofShared();
        Arena confined = Arena.ofConfined()) {
      assertThat(get(client.write(shared.allocate(7).asByteBuffer()))).isEqualTo(7);
      Future<Integer> refused = client.write(confined.allocate(7).asByteBuffer());
      assertThatThrownBy(() -> get(refused)).hasRootCauseInstanceOf(IllegalStateException.class);
    }
    assertThat(get(client.write(ByteBuffer.allocateDirect(1)))).isEqualTo(1);
  }

  @Test
  void handlersThatThrowDoNotEndTheGroup() throws Exception {
    for (int i = 0; i < 5; i++) {
      get(client.write(ByteBuffer.allocate(1)));
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      server.read(ByteBuffer.allocate(1), null, new Thrower(thread));
      get(thread);
    }
  }

  @Test
  void carriesAllOfAMegabyte() throws Exception {
    ByteBuffer source = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < source.capacity(); i++) {
      source.put(i, (byte) (i * 31));
    }
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              while (source.hasRemaining()) {
                getQuietly(client.write(source));
              }
            });
    ByteBuffer target = ByteBuffer.allocate(1 << 20);
    while (target.hasRemaining()) {
      assertThat(get(server.read(target))).isPositive();
    }
    writer.join();
    assertThat(target.flip()).isEqualTo(source.flip());
  }

  private AsynchronousChannelGroup open(UringProvider provider) throws IOException {
    return switch (kind) {
      case ONE_THREAD -> provider.openAsynchronousChannelGroup(1, this::quietThread);
      case THREE_THREADS -> provider.openAsynchronousChannelGroup(3, this::quietThread);
      case POOLED ->
          provider.openAsynchronousChannelGroup(
              Executors.newCachedThreadPool(this::quietThread), 0);
    };
  }

  private Thread quietThread(Runnable task) {
    Thread thread = new Thread(task, "uring-test");
    thread.setUncaughtExceptionHandler((t, e) -> {});
    return thread;
  }

  /// Two reads complete at once. The handler of the first read cancels the second read, whose
  /// completion the loop has not processed yet. After that, the second read must not change its
  /// buffer.
  @Test
  void aBufferBelongsToTheCallerAfterACancelledRead() throws Exception {
    assumeTrue(kind == Kind.ONE_THREAD, "other threads may be quicker");
    ByteBuffer target = ByteBuffer.allocateDirect(8);
    Future<Integer> read = server.read(target);
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Boolean> cancelled = first.thenApply(count -> read.cancel(false));
    client.read(ByteBuffer.allocateDirect(8), null, completing(first));
    ((Executor) group)
        .execute(
            () -> {
              server.write(ByteBuffer.wrap(new byte[] {1}));
              client.write(ByteBuffer.wrap(new byte[] {2}));
            });
    assertThat(cancelled.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    get(client.write(ByteBuffer.wrap(new byte[] {3})));
    assertThat(target).isEqualTo(ByteBuffer.allocate(8));
  }

  private ByteBuffer part(int index) {
    return ByteBuffer.allocateDirect(index + 1);
  }

  private static void close(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static <T extends @Nullable Object> T get(Future<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void getQuietly(Future<Integer> future) {
    try {
      assertThat(get(future)).isPositive();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private <R> R await(Starter<R> operation) throws Exception {
    CompletableFuture<R> future = new CompletableFuture<>();
    operation.start(completing(future));
    return get(future);
  }

  private static <R> CompletionHandler<R, @Nullable Void> completing(CompletableFuture<R> future) {
    return new CompletionHandler<>() {
      @Override
      public void completed(R result, @Nullable Void attachment) {
        future.complete(result);
      }

      @Override
      public void failed(Throwable failure, @Nullable Void attachment) {
        future.completeExceptionally(failure);
      }
    };
  }

  private interface Starter<R> {
    void start(CompletionHandler<R, @Nullable Void> handler);
  }

  private record Thrower(CompletableFuture<Thread> thread)
      implements CompletionHandler<Integer, @Nullable Void> {
    @Override
    public void completed(Integer result, @Nullable Void attachment) {
      thread.complete(Thread.currentThread());
      throw new IllegalStateException("thrown on purpose");
    }

    @Override
    public void failed(Throwable failure, @Nullable Void attachment) {
      thread.completeExceptionally(failure);
    }
  }
}
