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
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/// One run: a [ResumeServer] and some clients in a simulated network.
final class ResumeWorld {
  private static final int PORT = 7777;
  private static final Duration LONG = Duration.ofHours(3);

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

  /// Makes the hosts, and starts the server.
  ///
  /// @param every after how many packets each side acknowledges
  /// @param options the options of the clients' sessions
  ResumeWorld(
      Simulation simulation, PortOptions.Shape shape, int every, SessionOptions clientOptions) {
    this.simulation = simulation;
    this.serverHost = simulation.newHost("server");
    this.clientHost = simulation.newHost("client");
    this.serverPort = open(serverHost, shape);
    this.clientPort = open(clientHost, shape);
    this.server =
        new ResumeServer(
            serverPort,
            new ResumeOptions(serverPort.executor(), 250, 256 << 10, every, totals, Set.of()));
    SessionOptions options =
        SessionOptions.defaults().withLoginTimeout(Duration.ZERO).withUnsentBytes(4096);
    this.service = server.listen(new InetSocketAddress(serverHost.address(), PORT), options);
    this.clients = ClientService.open(clientPort, clientOptions);
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

  /// The sums of a run.
  ///
  /// @param deliveries the answers and the news that have arrived
  record Result(int resumes, long deliveries) {}

  Result play(Faults faults, int number, int rounds) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      connect();
    }
    EngineRuntime runtime = clientHost.runtime();
    assertThat(runtime.poll(() -> connections.stream().allMatch(c -> c.client() != null), LONG))
        .isTrue();
    simulation.setFaults(faults);
    RandomGenerator random = runtime.newRandom();
    for (int round = 0; round < rounds; round++) {
      talk(random);
      runtime.sleep(Duration.ofMillis(random.nextInt(200)));
    }
    simulation.setFaults(Faults.none());
    boolean isComplete = runtime.poll(this::isComplete, LONG);
    assertThat(problems).isEmpty();
    assertThat(server.problems).isEmpty();
    assertThat(isComplete).as(this::state).isTrue();
    assertThat(talkers).as("every client has resumed, none has logged in again").hasSize(number);
    Result result =
        new Result(
            talkers.stream().mapToInt(talker -> talker.resumes).sum(),
            talkers.stream().mapToLong(talker -> talker.heard + talker.lastNews).sum());
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
