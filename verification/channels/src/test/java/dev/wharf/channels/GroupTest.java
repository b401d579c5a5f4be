package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Tests the creation of groups, their threads, and the default group.
///
/// The test runs isolated, because it counts the file descriptors of the process.
@Isolated
@WithEveryProvider
class GroupTest extends ProviderTest {
  @Test
  void groupAndChannelsNameTheirProvider() throws IOException {
    assertThat(group().group().provider()).isSameAs(provider());
    assertThat(newChannel().provider()).isSameAs(provider());
    assertThat(newListener().provider()).isSameAs(provider());
  }

  @Test
  void theStaticMethodsOpenChannelsOfTheGroupsProvider() throws IOException {
    AsynchronousSocketChannel channel = closing(AsynchronousSocketChannel.open(group().group()));
    AsynchronousServerSocketChannel listener =
        closing(AsynchronousServerSocketChannel.open(group().group()));
    assertThat(channel.provider()).isSameAs(provider());
    assertThat(listener.provider()).isSameAs(provider());
  }

  @Test
  void rejectsAFixedPoolWithoutThreads() {
    ThreadFactory threads = Executors.defaultThreadFactory();
    assertThatThrownBy(() -> provider().openAsynchronousChannelGroup(0, threads))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> provider().openAsynchronousChannelGroup(-1, threads))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsNullAsFactoryOrExecutor() {
    assertThatThrownBy(() -> provider().openAsynchronousChannelGroup(1, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> provider().openAsynchronousChannelGroup(null, 1))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void rejectsTheGroupOfAnotherProvider() {
    AsynchronousChannelGroup foreign = new ForeignGroup(null);
    assertThatThrownBy(() -> provider().openAsynchronousSocketChannel(foreign))
        .isInstanceOf(IllegalChannelGroupException.class);
    assertThatThrownBy(() -> provider().openAsynchronousServerSocketChannel(foreign))
        .isInstanceOf(IllegalChannelGroupException.class);
  }

  @Test
  void aFixedPoolHasNoMoreThreadsThanAskedFor() throws Exception {
    TestGroup two = openGroup(GroupKind.FIXED_2);
    for (int i = 0; i < 10; i++) {
      AsynchronousSocketChannel channel =
          closing(provider().openAsynchronousSocketChannel(two.group()));
      Link link = link(channel);
      Outcome<Integer> read = two.outcome();
      channel.read(ByteBuffer.allocate(1), null, read);
      link.send((byte) 1);
      read.value();
    }
    assertThat(two.threads()).hasSizeBetween(1, 2);
  }

  /// The documentation only promises that the group has at most two threads. A group with one
  /// thread would keep this promise, but not pass this test.
  @Test
  void aBlockedHandlerLeavesTheOtherThreadOfAFixedPoolFree() throws Exception {
    assertHandlersRunTogether(openGroup(GroupKind.FIXED_2), 2);
  }

  @Test
  void aCachedPoolGrowsWithTheHandlersThatWait() throws Exception {
    assertHandlersRunTogether(openGroup(GroupKind.CACHED), 20);
  }

  @Test
  void anExecutorsThreadsRunHandlersTogether() throws Exception {
    assertHandlersRunTogether(openGroup(GroupKind.EXECUTOR), 3);
  }

  /// Starts `count` handlers, each of which waits until all of them have started. Fails when they
  /// do not all run at the same time.
  private void assertHandlersRunTogether(TestGroup tested, int count) throws Exception {
    AtomicInteger missing = new AtomicInteger(count);
    CompletableFuture<Void> allBegun = new CompletableFuture<>();
    AtomicInteger together = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      Link link = link(closing(provider().openAsynchronousSocketChannel(tested.group())));
      Outcome<Integer> read =
          tested.outcome(
              (value, failure) -> {
                if (missing.decrementAndGet() == 0) {
                  allBegun.complete(null);
                }
                if (isCompleted(allBegun)) {
                  together.incrementAndGet();
                }
              });
      link.channel().read(ByteBuffer.allocate(1), null, read);
      link.send((byte) 1);
    }
    until("all handlers have run at the same time", () -> together.get() == count);
  }

  private boolean isCompleted(CompletableFuture<?> future) {
    try {
      return runtime().await(future, PATIENCE);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void anExecutorOfVirtualThreadsWorks() throws Exception {
    ExecutorService executor = world().virtualThreads();
    AsynchronousChannelGroup virtual = provider().openAsynchronousChannelGroup(executor, 0);
    try {
      AsynchronousSocketChannel channel = provider().openAsynchronousSocketChannel(virtual);
      Link link = link(channel);
      Outcome<Integer> read = looseOutcome();
      channel.read(ByteBuffer.allocate(10), null, read);
      link.send((byte) 1);
      assertThat(read.value()).isEqualTo(1);
      assertThat(read.thread().isVirtual())
          .isEqualTo(runtime().newVirtualThread("compared", () -> {}).isVirtual());
    } finally {
      virtual.shutdownNow();
    }
    assertThat(virtual.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void theDefaultGroupRunsHandlersOnItsOwnDaemonThreads() throws Exception {
    AsynchronousServerSocketChannel listener =
        closing(provider().openAsynchronousServerSocketChannel(null)).bind(ownAddress());
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    AsynchronousSocketChannel channel = closing(provider().openAsynchronousSocketChannel(null));
    Outcome<Void> connected = looseOutcome();
    channel.connect(addressOf(listener), null, connected);
    assertThat(connected.value()).isNull();
    assertThat(connected.thread().isDaemon()).isTrue();
    assertThat(connected.thread()).isNotSameAs(Thread.currentThread());

    AsynchronousSocketChannel server = closing(get(accepted));
    Outcome<Integer> read = looseOutcome();
    server.read(ByteBuffer.allocate(10), null, read);
    writeFully(channel, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(read.value()).isEqualTo(3);
  }

  @Test
  void manyGroupsLiveSideBySide() throws Exception {
    for (int i = 0; i < 8; i++) {
      TestGroup one = openGroup(GroupKind.values()[i % GroupKind.values().length]);
      assertWorks(link(closing(provider().openAsynchronousSocketChannel(one.group()))));
    }
  }

  @Test
  void aGroupRunsTasksOnItsThreads() {
    AtomicReference<Thread> ran = new AtomicReference<>();
    group().executor().execute(() -> ran.set(Thread.currentThread()));
    until("the task has run", () -> ran.get() != null);
    assertThat(group().threads()).contains(ran.get());
  }

  @Test
  void aGroupRunsTasksOfItsOwnThreadsInOrder() {
    StringBuffer order = new StringBuffer();
    group()
        .executor()
        .execute(
            () -> {
              for (int i = 0; i < 10; i++) {
                int number = i;
                group().executor().execute(() -> order.append(number));
              }
              order.append('-');
            });
    until("all tasks have run", () -> order.length() == 11);
    assertThat(order.toString()).endsWith("0123456789");
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheGroup() throws Exception {
    group().expectThrowingHandlers();
    group()
        .executor()
        .execute(
            () -> {
              throw new IllegalStateException("thrown by a test");
            });
    aGroupRunsTasksOnItsThreads();
    assertWorks(link());
  }

  @Test
  void aTaskMayBeginOperations() throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome();
    group().executor().execute(() -> link.channel().read(ByteBuffer.allocate(10), null, read));
    link.send((byte) 1, (byte) 2);
    assertThat(read.value()).isEqualTo(2);
  }

  @Test
  void openingAndClosingGroupsLeavesNothingOpen() throws Exception {
    openAndCloseOneGroup();
    long before = world().openSockets();
    for (int i = 0; i < 20; i++) {
      openAndCloseOneGroup();
    }
    until("the sockets are closed", () -> world().openSockets() <= before + 3);
  }

  private void openAndCloseOneGroup() throws IOException {
    try (TestGroup one = new TestGroup(world(), setting)) {
      provider()
          .openAsynchronousServerSocketChannel(one.group())
          .bind(new InetSocketAddress("127.0.0.1", 0));
    }
  }

  /// A group that belongs to no known provider.
  private static final class ForeignGroup extends AsynchronousChannelGroup {
    ForeignGroup(AsynchronousChannelProvider provider) {
      super(provider);
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public void shutdown() {}

    @Override
    public void shutdownNow() {}

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
