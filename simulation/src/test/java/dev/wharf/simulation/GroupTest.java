package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.runtime.EngineRuntime;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests simulated channel groups: their threads, their tasks and their end.
class GroupTest {
  private static final long MINUTE = 60;

  private final List<Thread> made = new ArrayList<>();

  @FunctionalInterface
  private interface OnGroup {
    void run(World world, AsynchronousChannelGroup group) throws Exception;
  }

  private void onGroup(long seed, int threads, OnGroup body) throws Exception {
    try (World world = new World(seed)) {
      world.simulation.run(() -> body.run(world, open(world, threads)));
    }
  }

  private AsynchronousChannelGroup open(World world, int threads) throws Exception {
    return World.channelsOf(world.server).openAsynchronousChannelGroup(threads, this::make);
  }

  private Thread make(Runnable loop) {
    Thread thread = Thread.ofPlatform().daemon().name("own-" + made.size()).unstarted(loop);
    made.add(thread);
    return thread;
  }

  @Test
  void runsTasksOnAllItsThreads() throws Exception {
    onGroup(
        1,
        3,
        (world, group) -> {
          EngineRuntime runtime = world.server.runtime();
          Set<String> ranOn = new TreeSet<>();
          for (int i = 0; i < 100; i++) {
            ((Executor) group).execute(() -> ranOn.add(Thread.currentThread().getName()));
          }
          assertThat(runtime.poll(() -> ranOn.size() == 3, World.LONG)).isTrue();
          assertThat(ranOn).containsExactly("own-0", "own-1", "own-2");
        });
  }

  @Test
  void replacesAThreadThatAnExceptionHasEnded() throws Exception {
    onGroup(
        2,
        1,
        (world, group) -> {
          made.getFirst().setUncaughtExceptionHandler((_, _) -> {});
          ((Executor) group)
              .execute(
                  () -> {
                    throw new IllegalStateException("of a handler");
                  });
          List<String> ranOn = new ArrayList<>();
          ((Executor) group).execute(() -> ranOn.add(Thread.currentThread().getName()));
          assertThat(world.server.runtime().poll(() -> !ranOn.isEmpty(), World.LONG)).isTrue();
          assertThat(ranOn).containsExactly("own-1");
        });
  }

  @Test
  void anInterruptedThreadWaitsForTheNextTask() throws Exception {
    onGroup(
        7,
        1,
        (world, group) -> {
          made.getFirst().interrupt();
          ((Executor) group).execute(() -> Thread.currentThread().interrupt());
          world.server.runtime().sleep(Duration.ofMinutes(1));
          assertThat(world.simulation.traceEntries()).isLessThan(1_000);
        });
  }

  @Test
  void endsWithItsLastChannel() throws Exception {
    onGroup(
        3,
        2,
        (world, group) -> {
          AsynchronousSocketChannel channel =
              World.channelsOf(world.server).openAsynchronousSocketChannel(group);
          group.shutdown();
          assertThat(group.isShutdown()).isTrue();
          assertThat(group.awaitTermination(1, TimeUnit.SECONDS)).isFalse();
          channel.close();
          assertThat(group.awaitTermination(MINUTE, TimeUnit.SECONDS)).isTrue();
          assertThat(group.isTerminated()).isTrue();
          for (Thread thread : made) {
            assertThat(world.server.runtime().join(thread, World.LONG)).isTrue();
            assertThat(thread.isAlive()).isFalse();
          }
        });
  }

  @Test
  void aShutdownClosesTheChannelsAndRefusesFurtherOnes() throws Exception {
    onGroup(
        4,
        1,
        (world, group) -> {
          AsynchronousChannelProvider channels = World.channelsOf(world.server);
          AsynchronousServerSocketChannel listener =
              channels.openAsynchronousServerSocketChannel(group).bind(null);
          Future<AsynchronousSocketChannel> accept = listener.accept();
          group.shutdownNow();
          assertThat(listener.isOpen()).isFalse();
          assertThatThrownBy(accept::get)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(AsynchronousCloseException.class);
          assertThatThrownBy(() -> channels.openAsynchronousSocketChannel(group))
              .isInstanceOf(ShutdownChannelGroupException.class);
          assertThat(group.awaitTermination(MINUTE, TimeUnit.SECONDS)).isTrue();
          assertThatThrownBy(() -> ((Executor) group).execute(() -> {}))
              .isInstanceOf(RejectedExecutionException.class);
        });
  }

  @Test
  void refusesAGroupOfAnotherHost() throws Exception {
    onGroup(
        5,
        1,
        (world, group) ->
            assertThatThrownBy(
                    () -> World.channelsOf(world.client).openAsynchronousSocketChannel(group))
                .isInstanceOf(IllegalChannelGroupException.class));
  }

  @Test
  void listenersThatShareAPortAllGetConnections() throws Exception {
    onGroup(
        6,
        1,
        (world, group) -> {
          InetSocketAddress address = new InetSocketAddress(world.server.address(), 7000);
          List<Future<AsynchronousSocketChannel>> accepts = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            accepts.add(
                World.channelsOf(world.server)
                    .openAsynchronousServerSocketChannel(group)
                    .setOption(java.net.StandardSocketOptions.SO_REUSEPORT, true)
                    .bind(address)
                    .accept());
          }
          for (int i = 0; i < 20; i++) {
            World.channelsOf(world.client).openAsynchronousSocketChannel(null).connect(address);
          }
          for (Future<AsynchronousSocketChannel> accept : accepts) {
            assertThat(accept.get().write(ByteBuffer.allocate(1)).get()).isEqualTo(1);
          }
        });
  }
}
