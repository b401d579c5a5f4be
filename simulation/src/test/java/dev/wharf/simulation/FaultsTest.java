package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.runtime.EngineRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Tests the faults that a plan or chance injects, and the invariants.
class FaultsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int PORT = 7000;

  @FunctionalInterface
  private interface InWorld {
    void run(World world) throws Exception;
  }

  private static void simulate(long seed, InWorld body) throws Exception {
    try (World world = new World(SimulationOptions.seeded(seed))) {
      world.simulation.run(() -> body.run(world));
    }
  }

  private static void plan(World world, FaultKind kind, Host host, Duration length) {
    world.simulation.setFaults(
        Faults.none().withPlan(new Faults.Planned(Duration.ofNanos(1), kind, host.name(), length)));
  }

  /// A connection of the two hosts.
  private record Link(AsynchronousSocketChannel client, AsynchronousSocketChannel server) {
    static Link open(World world) throws Exception {
      AsynchronousServerSocketChannel listener = listen(world);
      Future<AsynchronousSocketChannel> accepted = listener.accept();
      AsynchronousSocketChannel client = connect(world);
      return new Link(client, accepted.get());
    }

    /// Sends a byte from the client to the server, and returns the time that it takes.
    Duration timeOfAByte(World world) throws Exception {
      long begin = world.simulation.time().toNanos();
      client.write(ByteBuffer.allocate(1)).get();
      server.read(ByteBuffer.allocate(1)).get();
      return world.simulation.time().minusNanos(begin);
    }
  }

  private static AsynchronousServerSocketChannel listen(World world) throws IOException {
    return World.channelsOf(world.server)
        .openAsynchronousServerSocketChannel(null)
        .bind(new InetSocketAddress(world.server.address(), PORT));
  }

  private static AsynchronousSocketChannel connect(World world) throws Exception {
    AsynchronousSocketChannel client =
        World.channelsOf(world.client).openAsynchronousSocketChannel(null);
    client.connect(new InetSocketAddress(world.server.address(), PORT)).get();
    return client;
  }

  // ---- faults

  @Test
  void aHostStopsReadingAndGoesOn() throws Exception {
    simulate(
        1,
        world -> {
          Link link = Link.open(world);
          plan(world, FaultKind.STOPPED_READER, world.server, SECOND);
          world.client.runtime().sleep(Duration.ofMillis(1));
          assertThat(link.timeOfAByte(world)).isBetween(SECOND.dividedBy(2), SECOND.plus(SECOND));
          assertThat(link.timeOfAByte(world)).isLessThan(SECOND.dividedBy(2));
        });
  }

  @Test
  void aStoppedReaderStopsTheWriter() throws Exception {
    simulate(
        2,
        world -> {
          Link link = Link.open(world);
          plan(world, FaultKind.STOPPED_READER, world.server, Duration.ofHours(1));
          world.client.runtime().sleep(Duration.ofMillis(1));
          Future<Integer> read = link.server.read(ByteBuffer.allocate(1_000));
          ByteBuffer much = ByteBuffer.allocate(10_000_000);
          assertThatThrownBy(
                  () -> {
                    while (much.hasRemaining()) {
                      link.client.write(much).get(1, TimeUnit.MINUTES);
                    }
                  })
              .isInstanceOf(TimeoutException.class);
          assertThat(much.position()).isLessThan(1_000_000);
          assertThat(read.get(2, TimeUnit.HOURS)).isPositive();
        });
  }

  @Test
  void acceptsFailForATime() throws Exception {
    simulate(
        3,
        world -> {
          AsynchronousServerSocketChannel listener = listen(world);
          plan(world, FaultKind.ACCEPT_FAILURE, world.server, SECOND);
          world.client.runtime().sleep(Duration.ofMillis(1));
          connect(world);
          assertThatThrownBy(() -> listener.accept().get())
              .isInstanceOf(ExecutionException.class)
              .hasMessageContaining("Too many open files");
          world.client.runtime().sleep(SECOND);
          assertThat(listener.accept().get().isOpen()).isTrue();
        });
  }

  @Test
  void theNetworkIsSlowOrSeparatedForATime() throws Exception {
    simulate(
        4,
        world -> {
          Link link = Link.open(world);
          assertThat(link.timeOfAByte(world)).isLessThan(Duration.ofMillis(5));
          plan(world, FaultKind.LATENCY, world.client, SECOND);
          world.client.runtime().sleep(Duration.ofMillis(1));
          assertThat(link.timeOfAByte(world)).isGreaterThan(Duration.ofMillis(5));
          world.client.runtime().sleep(SECOND);
          plan(world, FaultKind.PARTITION, world.client, SECOND);
          world.client.runtime().sleep(Duration.ofMillis(1));
          assertThat(link.timeOfAByte(world))
              .isBetween(SECOND.dividedBy(2), SECOND.multipliedBy(3));
        });
  }

  @Test
  void aSlowHostDoesLessAndOthersDoTheSame() throws Exception {
    simulate(
        5,
        world -> {
          Counter slow = new Counter(world.server.runtime());
          Counter usual = new Counter(world.client.runtime());
          plan(world, FaultKind.SLOW_HOST, world.server, SECOND);
          world.client.runtime().sleep(SECOND.dividedBy(2));
          assertThat(slow.count * 10).isLessThan(usual.count);
          int before = slow.count;
          world.client.runtime().sleep(SECOND.multipliedBy(2));
          assertThat(slow.count - before).isGreaterThan(10 * before);
          slow.isOver = true;
          usual.isOver = true;
        });
  }

  /// Counts the steps of a thread that never waits for long.
  private static final class Counter {
    private int count;
    private boolean isOver;

    Counter(EngineRuntime runtime) {
      runtime.newThread("counter", () -> count(runtime)).start();
    }

    private void count(EngineRuntime runtime) {
      while (!isOver) {
        count++;
        runtime.parkNanos(1_000);
      }
    }
  }

  @Test
  void theWallClockJumps() throws Exception {
    simulate(
        6,
        world -> {
          Instant before = world.server.runtime().instant();
          plan(world, FaultKind.CLOCK_JUMP, world.server, Duration.ofHours(-1));
          world.client.runtime().sleep(SECOND);
          assertThat(world.server.runtime().instant()).isBefore(before.minusSeconds(3_000));
        });
  }

  @Test
  void theBufferMemoryIsUsedUpForATime() throws Exception {
    simulate(
        7,
        world -> {
          CompletionPort port =
              CompletionPort.open(
                  PortOptions.defaults()
                      .withBufferMemoryBytes(1 << 20)
                      .withRuntime(world.server.runtime()));
          world.server.exposeMemory(port);
          plan(world, FaultKind.MEMORY, world.server, SECOND);
          world.client.runtime().sleep(SECOND.dividedBy(2));
          assertThatThrownBy(() -> port.sendBuffers().acquire(32 << 10))
              .isInstanceOf(BufferMemoryExhaustedException.class);
          world.client.runtime().sleep(SECOND);
          assertThat(port.ledger().buffersOut()).isZero();
          port.close();
        });
  }

  @Test
  void aHostCrashesAndRunsItsStartAgain() throws Exception {
    simulate(
        8,
        world -> {
          List<Duration> starts = new ArrayList<>();
          world.server.onRestart(() -> starts.add(world.simulation.time()));
          EngineRuntime before = world.server.runtime();
          plan(world, FaultKind.CRASH, world.server, SECOND);
          world.client.runtime().sleep(SECOND.multipliedBy(2));
          assertThat(starts).hasSize(1);
          assertThat(world.server.runtime()).isNotSameAs(before);
          assertThat(world.simulation.faultsInjected()).containsOnlyKeys(FaultKind.CRASH);
        });
  }

  @Test
  void aCutLetsSomeBytesArriveAndEachEndLearnsOfItOnItsOwn() throws Exception {
    Set<String> atServer = new TreeSet<>();
    Set<String> atClient = new TreeSet<>();
    for (long seed = 1; seed <= 40; seed++) {
      simulate(
          seed,
          world -> {
            world.simulation.setFaults(Faults.none().with(FaultKind.CUT, 1));
            Link link = Link.open(world);
            int sent = sendUntilCut(world, link.client);
            world.simulation.setFaults(Faults.none());
            ByteBuffer received = ByteBuffer.allocate(sent);
            atServer.add(endOf(link.server, received));
            atClient.add(endOf(link.client, ByteBuffer.allocate(1)));
            for (int i = 0; i < received.position(); i++) {
              assertThat(received.get(i)).isEqualTo((byte) i);
            }
            assertThat(world.simulation.faultsInjected()).isEqualTo(Map.of(FaultKind.CUT, 1L));
          });
    }
    assertThat(atServer).containsExactly("Connection reset", "end of stream", "nothing");
    assertThat(atClient)
        .containsExactly("Connection reset", "Connection timed out", "end of stream", "nothing");
  }

  /// Writes numbered bytes, until the connection is cut or a write fails.
  ///
  /// @return the number of bytes
  private static int sendUntilCut(World world, AsynchronousSocketChannel client)
      throws InterruptedException {
    int sent = 0;
    try {
      while (world.simulation.injectedFaults() == 0) {
        client.write(ByteBuffer.allocate(2).put(0, (byte) sent).put(1, (byte) (sent + 1))).get();
        sent += 2;
        world.client.runtime().sleep(Duration.ofNanos(200_000));
      }
    } catch (ExecutionException e) {
      // The client has learned of the cut.
    }
    return sent + 2;
  }

  /// Reads until nothing more arrives, and returns how the channel learns of it.
  private static String endOf(AsynchronousSocketChannel channel, ByteBuffer received)
      throws InterruptedException {
    try {
      while (channel.read(received).get(2, TimeUnit.MINUTES) >= 0) {
        // The bytes are in the buffer.
      }
      return "end of stream";
    } catch (TimeoutException e) {
      return "nothing";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }

  @Test
  void faultsThatLastHappenByChance() throws Exception {
    simulate(
        9,
        world -> {
          world.server.onRestart(() -> {});
          Faults faults = Faults.none();
          for (FaultKind kind : FaultKind.values()) {
            faults = kind.lasts() ? faults.with(kind, 0.1) : faults;
          }
          world.simulation.setFaults(faults);
          world.client.runtime().sleep(Duration.ofHours(1));
          world.simulation.setFaults(Faults.none());
          assertThat(world.simulation.faultsInjected().keySet())
              .containsExactly(
                  FaultKind.LATENCY,
                  FaultKind.PARTITION,
                  FaultKind.SLOW_HOST,
                  FaultKind.SLOW_THREAD,
                  FaultKind.CLOCK_JUMP,
                  FaultKind.CRASH);
          assertThat(world.simulation.faultsInjected().get(FaultKind.LATENCY))
              .isBetween(500L, 900L);
          long until = world.simulation.injectedFaults();
          world.client.runtime().sleep(Duration.ofHours(1));
          assertThat(world.simulation.injectedFaults()).isEqualTo(until);
        });
  }

  // ---- smaller cases

  @Test
  void aLimitStopsTheFaultsAndChangesNothingBefore() throws Exception {
    EchoWorld world = EchoWorld.ofStorm(PortOptions.Shape.SHARED);
    long all = world.run(1).faults();
    assertThat(all).isGreaterThan(100);
    assertThat(world.withMostFaults(all).run(1)).isEqualTo(world.run(1));
    assertThat(world.withMostFaults(7).run(1).faults()).isEqualTo(7);
    assertThat(world.withMostFaults(0).run(1).faults()).isZero();
  }

  @Test
  void aKindThatIsSwitchedOffDoesNotHappen() {
    Faults.Planned crash = new Faults.Planned(SECOND, FaultKind.CRASH, "server", SECOND);
    Faults less = Faults.storm().withPlan(crash).without(FaultKind.LOSS, FaultKind.CRASH);
    assertThat(less.chance(FaultKind.LOSS)).isZero();
    assertThat(less.chance(FaultKind.SPLIT)).isPositive();
    assertThat(less.plan()).isEmpty();
  }

  @Test
  void refusesImpossibleFaults() {
    assertThatThrownBy(() -> Faults.none().with(FaultKind.LOSS, 1.5))
        .hasMessage("the chance of LOSS must be 0 to 1.0, not 1.5");
    assertThatThrownBy(() -> new Faults.Planned(SECOND, FaultKind.SPLIT, "server", SECOND))
        .hasMessage("a fault of the kind SPLIT cannot be planned");
  }

  // ---- invariants

  @Test
  void namesAChannelWhosePendingBufferWasChanged() {
    assertThatThrownBy(
            () ->
                simulate(
                    10,
                    world -> {
                      Link link = Link.open(world);
                      ByteBuffer bytes = ByteBuffer.allocate(10);
                      Future<Integer> write = link.client.write(bytes);
                      bytes.put(5, (byte) 1);
                      write.get();
                    }))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("Writing is pending on the channel #1 of 10.0.0.3, but its buffer")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
  }

  @Test
  void namesAChannelWhoseReadBufferIsInTwoHands() {
    assertThatThrownBy(
            () ->
                simulate(
                    11,
                    world -> {
                      Link link = Link.open(world);
                      ByteBuffer both = ByteBuffer.allocate(10);
                      Future<Integer> read = link.client.read(both);
                      Future<Integer> other = link.server.read(both.duplicate());
                      link.client.write(ByteBuffer.allocate(3).put(0, (byte) 1)).get();
                      other.get();
                      link.server.write(ByteBuffer.allocate(3)).get();
                      read.get();
                    }))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("Reading is pending");
  }

  @Test
  void aSendBufferThatGoesBackToItsPoolChanges() throws Exception {
    simulate(
        12,
        world -> {
          CompletionPort port =
              CompletionPort.open(PortOptions.defaults().withRuntime(world.server.runtime()));
          SendBuffer buffer = port.sendBuffers().acquire(1).writeByte(7).seal();
          ByteBuffer view = buffer.readableView();
          buffer.close();
          assertThat(view.get(0)).isNotEqualTo((byte) 7);
          port.close();
        });
  }

  @Test
  void namesAChannelWithTwoWrites() {
    assertThatThrownBy(
            () ->
                simulate(
                    13,
                    world -> {
                      Link link = Link.open(world);
                      link.client.read(ByteBuffer.allocate(1));
                      link.client.read(ByteBuffer.allocate(1));
                    }))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("Reading has begun while it is pending on the channel #1");
  }

  @Test
  void namesAWriteThatTakesTooLong() {
    assertThatThrownBy(
            () ->
                simulate(
                    14,
                    world -> {
                      Link link = Link.open(world);
                      world.client.limitWrites(SECOND);
                      plan(world, FaultKind.PARTITION, world.server, SECOND.multipliedBy(10));
                      while (true) {
                        link.client.write(ByteBuffer.allocate(100_000)).get();
                        link.server.read(ByteBuffer.allocate(100_000));
                      }
                    }))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("was pending on the channel #1");
  }

  @Test
  void namesASessionWhoseCallbacksOverlap() {
    assertThatThrownBy(
            () ->
                simulate(
                    15,
                    world -> {
                      EchoWorld echo = EchoWorld.ofStorm(PortOptions.Shape.SHARED);
                      EchoWorld.serve(world, echo.openPort(world.server));
                      ClientService clients =
                          ClientService.open(
                              echo.openPort(world.client), EchoWorld.sessionOptions());
                      clients.connect(
                          new InetSocketAddress(world.server.address(), EchoWorld.PORT),
                          world.simulation.checked(_ -> new Overlapping()));
                      world.client.runtime().sleep(SECOND);
                    }))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("onReceived was called during onConnected of session 1");
  }

  /// Calls a callback inside another callback.
  private static final class Overlapping implements SessionHandler {
    @Override
    public void onConnected(Session session) {
      session.handler().onReceived(session, ByteBuffer.allocate(0));
    }

    @Override
    public void onReceived(Session session, ByteBuffer received) {}
  }

  @Test
  void aSimulationThatHasFailedLogsNoDeathOfItsWorkers() {
    EchoWorld echo = EchoWorld.ofStorm(PortOptions.Shape.SHARED);
    CompletionPort[] port = new CompletionPort[1];
    assertThatThrownBy(
            () ->
                simulate(
                    16,
                    world -> {
                      port[0] = echo.openPort(world.server);
                      throw new IOException("of the body");
                    }))
        .hasMessage("of the body");
    assertThat(port[0].workerDeaths()).isZero();
  }
}
