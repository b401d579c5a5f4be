package dev.wharf.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the simulated channels: transfers, the exceptions of NIO.2, and the effects of the
/// network.
class ChannelsTest {
  @FunctionalInterface
  private interface OnLink {
    void run(Link link) throws Exception;
  }

  /// A listener on one host, and a connection from the other host to it.
  private record Link(
      World world,
      AsynchronousServerSocketChannel listener,
      AsynchronousSocketChannel client,
      AsynchronousSocketChannel server) {}

  private static void onLink(long seed, OnLink body) throws Exception {
    try (World world = new World(seed)) {
      world.simulation.run(() -> body.run(link(world)));
    }
  }

  private static Link link(World world) throws Exception {
    AsynchronousServerSocketChannel listener = listen(world, 10);
    AsynchronousSocketChannel client = open(world);
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    client.connect(addressOf(world, listener)).get();
    return new Link(world, listener, client, accepted.get());
  }

  private static AsynchronousServerSocketChannel listen(World world, int backlog)
      throws IOException {
    return World.channelsOf(world.server)
        .openAsynchronousServerSocketChannel(null)
        .bind(null, backlog);
  }

  private static AsynchronousSocketChannel open(World world) throws IOException {
    return World.channelsOf(world.client).openAsynchronousSocketChannel(null);
  }

  private static InetSocketAddress addressOf(World world, AsynchronousServerSocketChannel listener)
      throws IOException {
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    return new InetSocketAddress(world.server.address(), port);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /// Returns a handler that completes the given future.
  private static <R> CompletionHandler<R, Void> to(CompletableFuture<R> future) {
    return new CompletionHandler<>() {
      @Override
      public void completed(R result, Void attachment) {
        future.complete(result);
      }

      @Override
      public void failed(Throwable failure, Void attachment) {
        future.completeExceptionally(failure);
      }
    };
  }

  private static Throwable failureOf(Link link, CompletableFuture<?> future) throws Exception {
    assertThat(link.world.client.runtime().await(future, World.LONG)).isTrue();
    return future.exceptionNow();
  }

  private static Throwable causeOf(Future<?> future) {
    try {
      return new AssertionError("completed with " + future.get());
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      return e;
    }
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    onLink(
        1,
        link -> {
          assertThat(link.client.write(text("ping")).get()).isEqualTo(4);
          ByteBuffer received = ByteBuffer.allocate(10);
          assertThat(link.server.read(received).get()).isEqualTo(4);
          assertThat(received.flip()).isEqualTo(text("ping"));
          link.server.write(text("pong!")).get();
          assertThat(link.client.read(received.clear()).get()).isEqualTo(5);
          assertThat(received.flip()).isEqualTo(text("pong!"));
        });
  }

  @Test
  void knowsTheAddressesOfBothEnds() throws Exception {
    onLink(
        2,
        link -> {
          assertThat(link.client.getRemoteAddress()).isEqualTo(link.server.getLocalAddress());
          assertThat(link.server.getRemoteAddress()).isEqualTo(link.client.getLocalAddress());
          assertThat(((InetSocketAddress) link.server.getRemoteAddress()).getAddress())
              .isEqualTo(link.world.client.address());
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10})
  void carriesAMillionBytesInOrderThroughAStormWithoutResets(long seed) throws Exception {
    onLink(
        seed,
        link -> {
          link.world.simulation.setFaults(Faults.storm().without(FaultKind.RESET));
          byte[] sent = new byte[1_000_000];
          new Random(seed).nextBytes(sent);
          Thread writer =
              link.world.client.runtime().newThread("writer", () -> writeAll(link.client, sent));
          writer.start();
          ByteBuffer received = ByteBuffer.allocate(sent.length + 1);
          while (link.server.read(received).get() >= 0) {
            assertThat(received.position()).isLessThanOrEqualTo(sent.length);
          }
          assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
          assertThat(link.world.simulation.injectedFaults()).isPositive();
        });
  }

  private static void writeAll(AsynchronousSocketChannel channel, byte[] bytes) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest).get();
      }
      channel.shutdownOutput();
    } catch (IOException | InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReceiverThatDoesNotReadStopsTheSender() throws Exception {
    onLink(
        11,
        link -> {
          link.client.setOption(StandardSocketOptions.SO_SNDBUF, 10_000);
          link.server.setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
          ByteBuffer much = ByteBuffer.allocate(100_000);
          Future<Integer> last = link.client.write(much);
          for (int i = 0; i < 100 && isDoneSoon(link, last); i++) {
            last = link.client.write(much);
          }
          assertThat(last.isDone()).isFalse();
          assertThat(much.position()).isEqualTo(30_000);
          link.server.read(ByteBuffer.allocate(5_000)).get();
          assertThat(isDoneSoon(link, last)).isTrue();
        });
  }

  private static boolean isDoneSoon(Link link, Future<?> future) throws InterruptedException {
    return link.world.client.runtime().poll(future::isDone, java.time.Duration.ofSeconds(1));
  }

  @Test
  void gathersAndScatters() throws Exception {
    onLink(
        12,
        link -> {
          CompletableFuture<Long> written = new CompletableFuture<>();
          ByteBuffer[] parts = {text("ab"), text(""), text("cde")};
          link.client.write(parts, 0, 3, 0, TimeUnit.SECONDS, null, to(written));
          CompletableFuture<Long> read = new CompletableFuture<>();
          ByteBuffer[] places = {ByteBuffer.allocate(3), ByteBuffer.allocate(3)};
          link.server.read(places, 0, 2, 0, TimeUnit.SECONDS, null, to(read));
          assertThat(link.world.client.runtime().await(read, World.LONG)).isTrue();
          assertThat(written.resultNow()).isEqualTo(5);
          assertThat(read.resultNow()).isEqualTo(5);
          assertThat(places[0].flip()).isEqualTo(text("abc"));
          assertThat(places[1].flip()).isEqualTo(text("de"));
        });
  }

  @Test
  void aHalfClosedConnectionStillCarriesTheOtherWay() throws Exception {
    onLink(
        13,
        link -> {
          link.client.write(text("last")).get();
          link.client.shutdownOutput();
          ByteBuffer received = ByteBuffer.allocate(10);
          assertThat(link.server.read(received).get()).isEqualTo(4);
          assertThat(link.server.read(received).get()).isEqualTo(-1);
          link.server.write(text("answer")).get();
          assertThat(link.client.read(received).get()).isEqualTo(6);
          assertThat(causeOf(link.client.write(text("more"))))
              .isInstanceOf(ClosedChannelException.class);
          link.server.shutdownInput();
          assertThat(link.server.read(received).get()).isEqualTo(-1);
        });
  }

  @Test
  void aCloseWithUnreadBytesResetsTheConnection() throws Exception {
    onLink(
        14,
        link -> {
          link.client.write(text("unread")).get();
          link.world.client.runtime().sleep(java.time.Duration.ofSeconds(1));
          link.server.close();
          Throwable failure = causeOf(link.client.read(ByteBuffer.allocate(1)));
          assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("Connection reset");
          assertThat(causeOf(link.client.write(text("x")))).hasMessage("Broken pipe");
        });
  }

  @Test
  void aCloseEndsThePendingOperations() throws Exception {
    onLink(
        15,
        link -> {
          CompletableFuture<Integer> read = new CompletableFuture<>();
          link.client.read(ByteBuffer.allocate(1), null, to(read));
          Future<AsynchronousSocketChannel> accept = link.listener.accept();
          link.client.close();
          link.listener.close();
          assertThat(failureOf(link, read)).isInstanceOf(AsynchronousCloseException.class);
          assertThat(causeOf(accept)).isInstanceOf(AsynchronousCloseException.class);
          assertThat(link.server.read(ByteBuffer.allocate(1)).get()).isEqualTo(-1);
          assertThat(causeOf(link.client.read(ByteBuffer.allocate(1))))
              .isInstanceOf(ClosedChannelException.class);
          assertThat(causeOf(link.listener.accept())).isInstanceOf(ClosedChannelException.class);
        });
  }

  @Test
  void refusesASecondOperationOfAKind() throws Exception {
    onLink(
        16,
        link -> {
          link.client.read(ByteBuffer.allocate(1));
          assertThatThrownBy(() -> link.client.read(ByteBuffer.allocate(1)))
              .isInstanceOf(ReadPendingException.class);
          ByteBuffer much = ByteBuffer.allocate(10_000_000);
          while (isDoneSoon(link, link.client.write(much))) {
            assertThat(much.hasRemaining()).isTrue();
          }
          assertThatThrownBy(() -> link.client.write(text("x")))
              .isInstanceOf(WritePendingException.class);
          link.listener.accept();
          assertThatThrownBy(link.listener::accept).isInstanceOf(AcceptPendingException.class);
        });
  }

  @Test
  void refusesCallsInTheWrongState() throws Exception {
    onLink(
        17,
        link -> {
          AsynchronousSocketChannel fresh = open(link.world);
          assertThatThrownBy(() -> fresh.read(ByteBuffer.allocate(1)))
              .isInstanceOf(NotYetConnectedException.class);
          assertThatThrownBy(fresh::shutdownInput).isInstanceOf(NotYetConnectedException.class);
          fresh.bind(null);
          assertThatThrownBy(() -> fresh.bind(null)).isInstanceOf(AlreadyBoundException.class);
          InetSocketAddress address = addressOf(link.world, link.listener);
          fresh.connect(address);
          assertThatThrownBy(() -> fresh.connect(address))
              .isInstanceOf(ConnectionPendingException.class);
          assertThatThrownBy(() -> link.client.connect(address))
              .isInstanceOf(AlreadyConnectedException.class);
          assertThatThrownBy(
                  () ->
                      World.channelsOf(link.world.server)
                          .openAsynchronousServerSocketChannel(null)
                          .accept())
              .isInstanceOf(NotYetBoundException.class);
          assertThatThrownBy(() -> link.client.read(text("x").asReadOnlyBuffer()))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> link.client.setOption(StandardSocketOptions.IP_TOS, 1))
              .isInstanceOf(UnsupportedOperationException.class);
        });
  }

  @Test
  void aReadThatTimesOutIsTheLast() throws Exception {
    onLink(
        18,
        link -> {
          CompletableFuture<Integer> read = new CompletableFuture<>();
          link.client.read(ByteBuffer.allocate(1), 3, TimeUnit.SECONDS, null, to(read));
          assertThat(failureOf(link, read)).isInstanceOf(InterruptedByTimeoutException.class);
          assertThatThrownBy(() -> link.client.read(ByteBuffer.allocate(1)))
              .isInstanceOf(IllegalStateException.class);
          assertThat(link.client.write(text("x")).get()).isEqualTo(1);
        });
  }

  @Test
  void aCancelledReadIsTheLast() throws Exception {
    onLink(
        19,
        link -> {
          Future<Integer> read = link.client.read(ByteBuffer.allocate(1));
          assertThat(read.cancel(false)).isTrue();
          assertThat(link.client.isOpen()).isTrue();
          assertThatThrownBy(() -> link.client.read(ByteBuffer.allocate(1)))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void portsAreFreeTakenOrShared() throws Exception {
    onLink(
        20,
        link -> {
          var channels = World.channelsOf(link.world.server);
          InetSocketAddress taken = (InetSocketAddress) link.listener.getLocalAddress();
          assertThatThrownBy(() -> channels.openAsynchronousServerSocketChannel(null).bind(taken))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("in use");
          assertThatThrownBy(
                  () ->
                      channels
                          .openAsynchronousServerSocketChannel(null)
                          .bind(new InetSocketAddress("10.9.9.9", 0)))
              .isInstanceOf(BindException.class);
          InetSocketAddress shared = new InetSocketAddress(7000);
          for (int i = 0; i < 2; i++) {
            channels
                .openAsynchronousServerSocketChannel(null)
                .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(shared);
          }
          link.listener.close();
          channels.openAsynchronousServerSocketChannel(null).bind(taken);
        });
  }

  @Test
  void nobodyListens() throws Exception {
    onLink(
        21,
        link -> {
          AsynchronousSocketChannel fresh = open(link.world);
          assertThat(causeOf(fresh.connect(new InetSocketAddress(link.world.server.address(), 9))))
              .isInstanceOf(ConnectException.class)
              .hasMessage("Connection refused");
          assertThat(fresh.isOpen()).isFalse();
        });
  }

  @Test
  void aFullBacklogDelaysConnects() throws Exception {
    try (World world = new World(22)) {
      world.simulation.run(
          () -> {
            AsynchronousServerSocketChannel listener = listen(world, 1);
            Future<Void> first = open(world).connect(addressOf(world, listener));
            first.get();
            Future<Void> second = open(world).connect(addressOf(world, listener));
            assertThat(world.client.runtime().poll(second::isDone, java.time.Duration.ofSeconds(5)))
                .isFalse();
            listener.accept().get();
            second.get();
          });
    }
  }

  @Test
  void aConnectToAVanishedHostTimesOut() throws Exception {
    try (World world = new World(23)) {
      world.simulation.run(
          () -> {
            InetSocketAddress address = addressOf(world, listen(world, 1));
            world.server.crash();
            assertThat(causeOf(open(world).connect(address)))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection timed out");
            assertThat(world.simulation.time()).isGreaterThan(java.time.Duration.ofMinutes(1));
          });
    }
  }

  @Test
  void aPartitionDelaysBytesAndBreaksLongConnections() throws Exception {
    onLink(
        24,
        link -> {
          World world = link.world;
          world.simulation.part(world.server, world.client);
          link.client.write(text("late")).get();
          Future<Integer> read = link.server.read(ByteBuffer.allocate(4));
          assertThat(isDoneSoon(link, read)).isFalse();
          world.simulation.heal(world.server, world.client);
          assertThat(read.get()).isEqualTo(4);
          world.simulation.part(world.server, world.client);
          link.client.write(text("lost")).get();
          assertThat(causeOf(link.client.read(ByteBuffer.allocate(1))))
              .hasMessage("Connection timed out");
        });
  }

  @Test
  void peersOfAKilledHostGetAResetAndThoseOfACrashedOneAfterItsRestart() throws Exception {
    onLink(
        25,
        link -> {
          Future<Integer> read = link.client.read(ByteBuffer.allocate(1));
          link.world.server.kill();
          assertThat(causeOf(read)).hasMessage("Connection reset");
          link.world.server.restart();
          Link second = link(link.world);
          Future<Integer> secondRead = second.client.read(ByteBuffer.allocate(1));
          link.world.server.crash();
          assertThat(isDoneSoon(link, secondRead)).isFalse();
          link.world.server.restart();
          assertThat(isDoneSoon(link, secondRead)).isFalse();
          second.client.write(text("x")).get();
          assertThat(causeOf(secondRead)).hasMessage("Connection reset");
        });
  }

  @Test
  void aResetDoesNotOvertakeTheBytesInFlight() throws Exception {
    try (World world = new World(SimulationOptions.seeded(27).withBytesPerSecond(1_000_000))) {
      world.simulation.run(
          () -> {
            Link link = link(world);
            link.server.write(ByteBuffer.allocate(20_000)).get();
            link.server.close();
            link.client.write(text("answered with a reset")).get();
            ByteBuffer received = ByteBuffer.allocate(20_001);
            while (link.client.read(received).get() >= 0) {}
            assertThat(received.position()).isEqualTo(20_000);
          });
    }
  }

  @Test
  void anArenaThatIsClosedDuringAReadFailsTheRead() throws Exception {
    onLink(
        57,
        link -> {
          Arena arena = Arena.ofShared();
          Future<Integer> read = link.client.read(arena.allocate(4).asByteBuffer());
          arena.close();
          link.server.write(text("late")).get();
          assertThat(causeOf(read)).hasCauseInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void acceptsFailWithoutADescriptorAndTheConnectionWaits() throws Exception {
    try (World world = new World(26)) {
      world.simulation.run(
          () -> {
            AsynchronousServerSocketChannel listener = listen(world, 1);
            world.simulation.setFaults(Faults.none().with(FaultKind.ACCEPT_FAILURE, 1));
            open(world).connect(addressOf(world, listener)).get();
            assertThat(causeOf(listener.accept())).hasMessage("Too many open files");
            world.simulation.setFaults(Faults.none());
            assertThat(listener.accept().get().isOpen()).isTrue();
          });
    }
  }
}
