package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients and a server in a simulated network that breaks connections: nothing may be lost, come
/// twice, or come in another order.
class ResumeSimulationTest {
  private static final int PORT = 7777;
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 400;
  private static final int SEEDS = Integer.getInteger("resume.seeds", 60);
  private static final Duration LONG = Duration.ofHours(3);

  /// Faults that a resumable session survives, with many broken connections.
  private static final Faults CUTS =
      Faults.none()
          .with(FaultKind.RESET, 0.02)
          .with(FaultKind.LOSS, 0.02)
          .with(FaultKind.SPLIT, 0.5)
          .with(FaultKind.SHORT_READ, 0.3)
          .with(FaultKind.STOPPED_READER, 0.002)
          .with(FaultKind.ACCEPT_FAILURE, 0.05)
          .with(FaultKind.LATENCY, 0.1)
          .with(FaultKind.PARTITION, 0.05)
          .with(FaultKind.SLOW_HOST, 0.05)
          .with(FaultKind.SLOW_THREAD, 0.1);

  private record Result(int resumes, long deliveries, long faults) {}

  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhenConnectionsBreak(PortOptions.Shape shape) throws Exception {
    int resumes = 0;
    long deliveries = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Result result = play(seed, shape, CUTS);
      resumes += result.resumes();
      deliveries += result.deliveries();
    }
    System.out.println(shape + ": " + resumes + " resumes, " + deliveries + " deliveries");
    assertThat(resumes).isGreaterThan(SEEDS);
  }

  @Test
  void nobodyResumesWhenNothingBreaks() throws Exception {
    assertThat(play(1, PortOptions.Shape.SHARED, Faults.none()).resumes()).isZero();
  }

  static void one(long seed) throws Exception {
    play(seed, PortOptions.Shape.SHARED, CUTS);
  }

  private static Result play(long seed, PortOptions.Shape shape, Faults faults) throws Exception {
    Result[] result = new Result[1];
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed))) {
      simulation.run(() -> result[0] = new World(simulation, shape).play(faults));
    }
    return result[0];
  }

  /// One run.
  private static final class World {
    private final Simulation simulation;
    private final Host serverHost;
    private final Host clientHost;
    private final CompletionPort serverPort;
    private final CompletionPort clientPort;
    private final ResumeTotals totals = new ResumeTotals(64 << 20);
    private final ResumeServer server;
    private final ServerService service;
    private final ClientService clients;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<Talker> talkers = new CopyOnWriteArrayList<>();
    private final List<ReconnectingClient<Talker>> connections = new ArrayList<>();

    World(Simulation simulation, PortOptions.Shape shape) {
      this.simulation = simulation;
      this.serverHost = simulation.newHost("server");
      this.clientHost = simulation.newHost("client");
      this.serverPort = open(serverHost, shape);
      this.clientPort = open(clientHost, shape);
      this.server =
          new ResumeServer(
              serverPort, new ResumeOptions(serverPort.executor(), 250, 256 << 10, 8, totals));
      SessionOptions options =
          SessionOptions.defaults().withLoginTimeout(Duration.ZERO).withUnsentBytes(4096);
      this.service = server.listen(new InetSocketAddress(serverHost.address(), PORT), options);
      this.clients = ClientService.open(clientPort, GameClient.sessionOptions());
    }

    private static CompletionPort open(Host host, PortOptions.Shape shape) {
      return CompletionPort.open(
          PortOptions.defaults()
              .withName(host.name())
              .withShape(shape)
              .withWorkers(3)
              .withStallThreshold(Duration.ofSeconds(10))
              .withRuntime(host.runtime()));
    }

    Result play(Faults faults) throws InterruptedException {
      for (int i = 0; i < CLIENTS; i++) {
        connect();
      }
      EngineRuntime runtime = clientHost.runtime();
      assertThat(runtime.poll(() -> connections.stream().allMatch(c -> c.client() != null), LONG))
          .isTrue();
      simulation.setFaults(faults);
      RandomGenerator random = runtime.newRandom();
      for (int round = 0; round < ROUNDS; round++) {
        talk(random);
        runtime.sleep(Duration.ofMillis(random.nextInt(200)));
      }
      simulation.setFaults(Faults.none());
      boolean isComplete = runtime.poll(this::isComplete, LONG);
      assertThat(problems).isEmpty();
      assertThat(server.problems).isEmpty();
      assertThat(isComplete).as(this::state).isTrue();
      assertThat(talkers).as("every client has resumed, none has logged in again").hasSize(CLIENTS);
      Result result =
          new Result(
              talkers.stream().mapToInt(talker -> talker.resumes).sum(),
              talkers.stream().mapToLong(talker -> talker.heard + talker.lastNews).sum(),
              simulation.injectedFaults());
      end(runtime);
      return result;
    }

    private void end(EngineRuntime runtime) throws InterruptedException {
      connections.forEach(ReconnectingClient::close);
      assertThat(runtime.poll(server::isEmpty, LONG)).as("every player is gone").isTrue();
      assertThat(totals.bytes()).isZero();
      clientPort.close();
      serverPort.close();
      assertThat(clientPort.ledger().isZero()).as(clientPort.ledger().toString()).isTrue();
      assertThat(serverPort.ledger().isZero()).as(serverPort.ledger().toString()).isTrue();
      assertThat(server.problems).isEmpty();
    }

    private void connect() {
      ReconnectingClient<Talker> connection =
          new ReconnectingClient<>(
              clients,
              Route.to(new InetSocketAddress(serverHost.address(), PORT)),
              PacketProtocol.of(Talker.router()),
              link -> {
                Talker made = new Talker(link, problems);
                talkers.add(made);
                return made;
              },
              new ReconnectingClient.Listener<>() {});
      connections.add(connection);
      connection.open();
    }

    private void talk(RandomGenerator random) {
      for (ReconnectingClient<Talker> connection : connections) {
        Talker talker = connection.client();
        // A client keeps a limited number of packets. So one that gets no answers stops to talk.
        if (talker != null && random.nextInt(3) > 0 && talker.said - talker.heard < 60) {
          for (int i = random.nextInt(5); i >= 0; i--) {
            talker.say(random.nextInt(8) == 0 ? random.nextInt(1500) : random.nextInt(30));
          }
        }
      }
      if (random.nextInt(4) == 0 && server.keepsLittle()) {
        server.sendNews();
      }
    }

    private boolean isComplete() {
      return talkers.stream().allMatch(talker -> talker.heard == talker.said)
          && talkers.stream().allMatch(talker -> talker.lastNews == server.news());
    }

    private String state() {
      StringBuilder text = new StringBuilder();
      for (Talker talker : talkers) {
        text.append(
            String.format(
                "%s said %d heard %d news %d of %d, open %s absent %s kept %d end %s%n",
                talker,
                talker.said,
                talker.heard,
                talker.lastNews,
                server.news(),
                talker.isOpen(),
                talker.isAbsent(),
                talker.keptPackets(),
                talker.end));
      }
      server.players.forEach(
          player ->
              text.append(
                  String.format(
                      "%s handled %d open %s absent %s kept %d %s end %s%n",
                      player,
                      player.handled,
                      player.isOpen(),
                      player.isAbsent(),
                      player.keptPackets(),
                      player.resumeProblem(),
                      player.end)));
      return text.toString();
    }
  }
}
