package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wharf.channels.world.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ShutdownChannelGroupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `shutdown` and `shutdownNow` of a channel group, and when the group terminates.
@WithEveryGroup
class ShutdownTest extends ProviderTest {
  private void awaitTerminated() {
    until("the group terminates", group()::isTerminated);
    assertThat(group().group().isTerminated()).isTrue();
    assertThat(group().group().isShutdown()).isTrue();
  }

  @Test
  void aNewGroupIsOpen() {
    assertThat(group().group().isShutdown()).isFalse();
    assertThat(group().group().isTerminated()).isFalse();
  }

  @Test
  void terminatesAtOnceWithoutChannels() {
    group().group().shutdown();
    assertThat(group().group().isShutdown()).isTrue();
    group().group().shutdown();
    awaitTerminated();
  }

  @Test
  void terminatesWhenTheLastChannelIsClosed() throws Exception {
    Link link = link();
    AsynchronousServerSocketChannel listener = listen();
    group().group().shutdown();
    assertThat(group().group().isTerminated()).isFalse();
    assertWorks(link);

    link.channel().close();
    assertThat(group().group().awaitTermination(0, TimeUnit.SECONDS)).isFalse();
    listener.close();
    awaitTerminated();
  }

  @Test
  void opensNoMoreChannelsAfterShutdown() throws Exception {
    AsynchronousSocketChannel held = newChannel();
    group().group().shutdown();
    assertThatThrownBy(this::newChannel).isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(this::newListener).isInstanceOf(ShutdownChannelGroupException.class);
    held.close();
    awaitTerminated();
    assertThatThrownBy(this::newChannel).isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(this::newListener).isInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void closesConnectionsThatAreAcceptedAfterShutdown() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    listener.accept(null, accepted);
    group().group().shutdown();
    Peer peer = connectTo(addressOf(listener));
    assertThat(accepted.failure())
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(ShutdownChannelGroupException.class);
    assertThat(peer.receiveAll()).isEmpty();
  }

  @Test
  void shutdownNowClosesEveryChannelAndFailsPendingOperations() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accept = outcome();
    listener.accept(null, accept);
    Link reading = link();
    Outcome<Integer> read = pendingRead(reading.channel());
    Link writing = narrowLink();
    Outcome<Integer> write = pendingWrite(writing.channel());
    AsynchronousSocketChannel unconnected = newChannel();

    group().group().shutdownNow();
    assertThat(listener.isOpen()).isFalse();
    assertThat(reading.channel().isOpen()).isFalse();
    assertThat(writing.channel().isOpen()).isFalse();
    assertThat(unconnected.isOpen()).isFalse();
    assertThat(accept.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(write.failure()).isInstanceOf(AsynchronousCloseException.class);
    awaitTerminated();
    assertThat(reading.receiveAll()).isEmpty();
  }

  @Test
  void shutdownNowFinishesAShutdown() throws Exception {
    newChannel();
    group().group().shutdown();
    group().group().shutdownNow();
    group().group().shutdownNow();
    awaitTerminated();
  }

  @Test
  void shutdownNowClosesManyChannels() throws Exception {
    for (int i = 0; i < 300; i++) {
      newChannel();
    }
    group().group().shutdownNow();
    awaitTerminated();
  }

  @Test
  void shutdownNowClosesTheRemainingChannels() throws Exception {
    List<AsynchronousSocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      channels.add(newChannel());
    }
    for (int closed : new int[] {3, 2, 0, 6}) {
      channels.get(closed).close();
    }
    AsynchronousSocketChannel late = newChannel();
    group().group().shutdownNow();
    assertThat(channels).noneMatch(AsynchronousSocketChannel::isOpen);
    assertThat(late.isOpen()).isFalse();
    awaitTerminated();
  }

  @Test
  void aHandlerMayShutItsGroupDown() throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome((value, failure) -> shutdownNow(group().group()));
    link.channel().read(ByteBuffer.allocate(10), null, read);
    Outcome<Integer> other = pendingRead(link().channel());
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    assertThat(other.failure()).isInstanceOf(AsynchronousCloseException.class);
    awaitTerminated();
  }

  private static void shutdownNow(AsynchronousChannelGroup group) {
    try {
      group.shutdownNow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyThreadsMayShutDownTogether() throws Exception {
    pendingRead(link().channel());
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(
          fork(
              () -> {
                shutdownNow(group().group());
                return null;
              }));
    }
    for (CompletableFuture<Void> call : calls) {
      await(call);
    }
    awaitTerminated();
  }

  @Test
  void aRunningHandlerIsNeitherInterruptedNorForgotten() throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> mayEnd = new CompletableFuture<>();
    AtomicReference<Throwable> disturbed = new AtomicReference<>();
    AtomicBoolean ended = new AtomicBoolean();
    Link link = link();
    Outcome<Integer> read =
        outcome(
            (value, failure) -> {
              begun.complete(null);
              disturbed.set(catchThrowable(() -> await(mayEnd)));
              ended.set(true);
            });
    link.channel().read(ByteBuffer.allocate(10), null, read);
    link.send((byte) 1);
    await(begun);

    group().group().shutdownNow();
    assertThat(group().group().awaitTermination(WHILE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    assertThat(group().group().isTerminated()).isFalse();
    mayEnd.complete(null);
    awaitTerminated();
    assertThat(ended).isTrue();
    assertThat(disturbed).hasNullValue();
  }

  @Test
  void waitingForTerminationTimesOut() throws Exception {
    assertThat(group().group().awaitTermination(0, TimeUnit.SECONDS)).isFalse();
    assertThat(group().group().awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
    long before = runtime().nanoTime();
    assertThat(group().group().awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(runtime().nanoTime() - before)
        .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
  }

  @Test
  void waitingForTerminationCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> group().group().awaitTermination(20, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, Long.MAX_VALUE})
  void terminationWakesTheWaitingThreads(long days) throws Exception {
    var waiter = fork(() -> group().group().awaitTermination(days, TimeUnit.DAYS));
    group().group().shutdown();
    assertThat(await(waiter)).isTrue();
  }

  @Test
  void aTerminatedGroupsExecutorIsTerminated() throws Exception {
    ExecutorService executor = world().cachedPool(task -> runtime().newThread("pool", task));
    AsynchronousChannelGroup own = provider().openAsynchronousChannelGroup(executor, 1);
    provider().openAsynchronousSocketChannel(own).close();
    assertThat(executor.isShutdown()).isFalse();
    own.shutdown();
    assertThat(own.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void operationsWithAHandlerAreRejectedOnceTheGroupHasTerminated() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    AsynchronousSocketChannel unconnected = newChannel();
    AsynchronousServerSocketChannel listener = listen();
    group().group().shutdownNow();
    awaitTerminated();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertThatThrownBy(() -> channel.read(buffer, null, never()))
        .isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> channel.write(buffer, null, never()))
        .isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> unconnected.connect(ownAddress(), null, never()))
        .isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> listener.accept(null, never()))
        .isInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void operationsForAFutureFailOnceTheGroupHasTerminated() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    group().group().shutdownNow();
    awaitTerminated();
    assertThat(failureOf(channel.read(ByteBuffer.allocate(10))))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aTerminatedGroupRunsNoTasks() throws Exception {
    group().group().shutdownNow();
    awaitTerminated();
    assertThatThrownBy(() -> group().executor().execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
