package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Runs a [Room] on one host and its guests on another host. Guests come and go, and speak at
/// random times.
///
/// A *gentle* world has no fault that may end a session, and enough room in memory and queues. So
/// each guest gets each packet. In other worlds, a guest may lose its session, but it never gets a
/// wrong packet.
///
/// @param guests the number of guests at the same time
/// @param steps the number of actions of the guests
record RoomWorld(
    PortOptions.Shape shape, int workers, int guests, int steps, boolean isGentle, Faults faults) {
  private static final int MANY = 100_000;
  private static final int PORT = 7777;
  private static final Duration BEAT = Duration.ofSeconds(5);

  /// The largest padding of a large message. A guest that stops reading for some seconds fills the
  /// buffers of its connection, so that a write of the server waits.
  private static final int LARGE_BYTES = 3_500;

  private static final int MOST_BEATS = 1_000;

  /// The longest time for which a fault may hold buffers.
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(10);

  /// Less than the idle timeout of the sessions.
  private static final Duration QUIET = Duration.ofSeconds(45);

  /// The engine's write timeout and some seconds, because the engine looks four times a second, and
  /// its threads may be slow.
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

  private static final int[] LATENCIES = {200_000, 5_000_000, 50_000_000};
  private static final int[] UNSENT = {1_024, 16_384};

  /// The result of a run.
  ///
  /// @param packets the number of packets that the guests have received
  record Result(long hash, long packets, int guests, int lost, Map<FaultKind, Long> faults) {}

  static RoomWorld gentle(PortOptions.Shape shape, int workers) {
    return new RoomWorld(shape, workers, 8, 400, true, EchoWorld.GENTLE);
  }

  static RoomWorld stormy(PortOptions.Shape shape, int workers) {
    return new RoomWorld(shape, workers, 8, 400, false, Faults.storm());
  }

  Result run(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    SimulationOptions options =
        SimulationOptions.seeded(seed)
            .withLatency(Duration.ofNanos(LATENCIES[random.nextInt(LATENCIES.length)]));
    try (World world = new World(options)) {
      Play play = new Play(world, random);
      world.simulation.run(play::run);
      return new Result(
          world.simulation.traceHash(),
          play.all.stream().mapToLong(Guest::packets).sum(),
          play.all.size(),
          (int) play.all.stream().filter(play::isLost).count(),
          world.simulation.faultsInjected());
    }
  }

  /// One run of the world.
  private final class Play {
    private final World world;
    private final SplittableRandom random;

    /// Whether memory and queues have room for all packets.
    private final boolean hasRoom;

    private final List<Guest> all = new ArrayList<>();

    /// The guests that the world has closed.
    private final Set<Guest> closed = new HashSet<>();

    private final CompletionPort serverPort;
    private final CompletionPort guestPort;
    private final Room room;
    private final ServerService server;
    private final ClientService clients;
    private final SessionHandlerFactory sessions;
    private final InetSocketAddress address;

    Play(World world, SplittableRandom random) {
      this.world = world;
      this.random = random;
      this.hasRoom = isGentle || random.nextBoolean();
      this.serverPort = openPort(world.server);
      this.guestPort = openPort(world.client);
      this.room = new Room(serverPort, serverPort.runtime().newRandom());
      this.address = new InetSocketAddress(world.server.address(), PORT);
      SessionOptions options = sessionOptions();
      this.server =
          ServerService.start(
              serverPort,
              new ServerOptions(
                  address, 128, options, new AdmissionLimits(MANY, MANY, MANY, MANY, MANY, false)),
              world.simulation.checked(room.sessions()));
      this.clients = ClientService.open(guestPort, options);
      this.sessions = world.simulation.checked(Guest.sessions(all));
    }

    private CompletionPort openPort(Host host) {
      CompletionPort port =
          CompletionPort.open(
              PortOptions.defaults()
                  .withName(host.name())
                  .withShape(shape)
                  .withWorkers(workers)
                  .withBufferMemoryBytes(hasRoom ? 64 << 20 : 1 << 20)
                  .withStallThreshold(Duration.ofSeconds(10))
                  .withRuntime(host.runtime()));
      host.exposeMemory(port);
      host.limitWrites(LONGEST_WRITE);
      return port;
    }

    private SessionOptions sessionOptions() {
      SendQueueLimits large = new SendQueueLimits(MANY, 16 << 20, 16, 64 << 10, 4, 8 << 10);
      return SessionOptions.defaults()
          .withLoginTimeout(Duration.ZERO)
          .withIdleTimeout(Duration.ofMinutes(1))
          .withUnsentBytes(UNSENT[random.nextInt(UNSENT.length)])
          .withSendQueue(hasRoom ? large : SendQueueLimits.of(64, 64 << 10));
    }

    void run() throws InterruptedException {
      world.simulation.setFaults(faults);
      for (int step = 0; step < steps; step++) {
        act();
      }
      world.simulation.setFaults(Faults.none());
      settle();
      check();
      end();
    }

    private void act() throws InterruptedException {
      List<Guest> present = all.stream().filter(guest -> !guest.isEnded()).toList();
      if (present.size() < guests) {
        connect();
      } else {
        Guest guest = present.get(random.nextInt(present.size()));
        switch (random.nextInt(32)) {
          case 0 -> leave(guest);
          case 1, 2, 3, 4, 5, 6, 7, 8 -> guest.say(random.nextInt(LARGE_BYTES));
          default -> guest.say(random.nextInt(100));
        }
      }
      if (random.nextInt(8) == 0) {
        world.client.runtime().sleep(Duration.ofMillis(random.nextInt(1_000)));
      }
    }

    private void connect() {
      try {
        clients.connect(address, sessions);
      } catch (BufferMemoryExhaustedException e) {
        // The next action tries again.
      }
    }

    private void leave(Guest guest) {
      closed.add(guest);
      if (random.nextBoolean()) {
        guest.close(CloseReason.LOCAL, "");
      } else {
        guest.closeAfterFlush(CloseReason.LOCAL, "");
      }
    }

    /// Waits until each guest has everything or has lost its session. In a gentle world, this needs
    /// no further packet.
    private void settle() throws InterruptedException {
      if (isGentle) {
        assertThat(world.client.runtime().poll(this::isSettled, QUIET))
            .as("settled without a further packet")
            .isTrue();
      }
      for (int beats = 0; beats < MOST_BEATS && !isSettled(); beats++) {
        all.stream().filter(guest -> !guest.isEnded()).forEach(Guest::beat);
        world.client.runtime().sleep(BEAT);
      }
      assertThat(all.stream().filter(guest -> !isSettled(guest)).map(Guest::progress)).isEmpty();
    }

    private boolean isSettled() {
      return all.stream().allMatch(this::isSettled);
    }

    private boolean isSettled(Guest guest) {
      return guest.isEnded() || guest.hasAll(room, isGentle);
    }

    private boolean isLost(Guest guest) {
      return guest.isLost() && !closed.contains(guest);
    }

    private void check() {
      assertThat(all.stream().map(Guest::mistake).filter(each -> each != null)).isEmpty();
      assertThat(server.counters().handlerFailures()).isZero();
      assertThat(clients.counters().handlerFailures()).isZero();
      assertThat(serverPort.jobFailures().counts().values()).containsOnly(0L);
      if (isGentle) {
        assertThat(all.stream().filter(this::isLost).map(Guest::progress)).isEmpty();
      }
    }

    /// Closes the guests that are left, and the ports.
    private void end() throws InterruptedException {
      all.forEach(guest -> guest.close(CloseReason.LOCAL, ""));
      assertThat(world.client.runtime().poll(() -> server.sessionCount() == 0, World.LONG))
          .isTrue();
      world.client.runtime().sleep(LONGEST_FAULT);
      guestPort.close();
      serverPort.close();
      assertThat(guestPort.ledger()).matches(ledger -> ledger.isZero());
      assertThat(serverPort.ledger()).matches(ledger -> ledger.isZero());
    }
  }
}
