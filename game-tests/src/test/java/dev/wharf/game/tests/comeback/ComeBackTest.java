package dev.wharf.game.tests.comeback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.GameClient;
import dev.wharf.client.ReconnectingClient;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.game.simulation.SimulatedServer;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.server.player.PlayerEvent;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.junit.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plays chat in a room while connections break all the time. Each text must reach each member once
/// and in order, and nobody may leave the room. The command `simulate --cut` plays many more seeds.
class ComeBackTest {
  private static final int CLIENTS = 5;
  private static final int TEXTS = 60;
  private static final int BUFFER_MEMORY = 64 << 20;
  private static final Duration LONG = Duration.ofHours(2);

  /// Limits that hold all packets of a long partition, so that no player is lost.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "port.workers", "3",
          "session.send-queue-packets", "4096",
          "session.send-queue-bytes", "4MiB",
          "resume.max-packets", "4000",
          "resume.max-bytes", "3MiB",
          "resume.grace", "1h");

  /// The network cuts connections, also while they resume. No host stops to read for an hour.
  private static final Faults CUTS =
      Faults.storm()
          .without(FaultKind.STOPPED_READER, FaultKind.CRASH, FaultKind.MEMORY)
          .with(FaultKind.RESET, 0.02);

  private final List<String> problems = new ArrayList<>();
  private final List<Chatter> chatters = new ArrayList<>();
  private final List<ReconnectingClient<Chatter>> connections = new ArrayList<>();

  @SimulationTest(seeds = 8)
  void eachTextArrivesOnceAndInOrder(Simulation simulation) throws Exception {
    problems.clear();
    chatters.clear();
    connections.clear();
    SimulatedServer server = SimulatedServer.start(simulation.newHost("server"), SETTINGS);
    List<CompletionPort> ports = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ports.add(connect(simulation.newHost("client" + i), server));
    }
    assertThat(simulation.poll(this::allAreInTheRoom, LONG)).isTrue();
    simulation.setFaults(CUTS);
    boolean isSaid = simulation.poll(this::talk, LONG);
    simulation.setFaults(Faults.none());
    assertThat(problems).isEmpty();
    assertThat(isSaid).as("all texts are said and have come back").isTrue();
    assertThat(simulation.poll(this::allHaveHeardAll, LONG)).isTrue();
    simulation.sleep(Duration.ofMinutes(1)); // until the last faults, such as partitions, are over
    assertThat(simulation.poll(this::allAreConnected, LONG)).isTrue();
    assertThat(chatters).as("nobody has logged in again").hasSize(CLIENTS);
    int resumes = chatters.stream().mapToInt(Chatter::resumes).sum();
    assertThat(server.server().count(PlayerEvent.PLAYERS_RESUMED)).isGreaterThanOrEqualTo(resumes);
    connections.forEach(ReconnectingClient::close);
    server.checkQuiet();
    assertThat(problems).isEmpty();
    ports.forEach(CompletionPort::close);
    ports.forEach(port -> assertThat(port.ledger().isZero()).isTrue());
    server.drain();
  }

  private CompletionPort connect(Host host, SimulatedServer server) {
    CompletionPort port =
        CompletionPort.open(
            PortOptions.defaults()
                .withName(host.name())
                .withWorkers(2)
                .withBufferMemoryBytes(BUFFER_MEMORY)
                .withStallThreshold(Duration.ofSeconds(10))
                .withRuntime(host.runtime()));
    ReconnectingClient<Chatter> connection =
        new ReconnectingClient<>(
            ClientService.open(port, GameClient.sessionOptions()),
            Route.to(server.address()),
            PacketProtocol.of(Chatter.router()),
            link -> {
              Chatter made = new Chatter(link, host.name(), TEXTS, problems);
              chatters.add(made);
              return made;
            },
            new ReconnectingClient.Listener<>() {});
    connections.add(connection);
    connection.open();
    return port;
  }

  private boolean allAreInTheRoom() {
    return chatters.size() == CLIENTS && chatters.stream().allMatch(Chatter::isInRoom);
  }

  /// Lets each client say a text, unless it waits for texts that it has said.
  private boolean talk() {
    chatters.forEach(Chatter::sayNext);
    return !problems.isEmpty() || chatters.stream().allMatch(Chatter::hasHeardOwn);
  }

  /// Returns whether every client has a connection, on which its logout will reach the server.
  private boolean allAreConnected() {
    return chatters.stream().noneMatch(Chatter::isAbsent);
  }

  private boolean allHaveHeardAll() {
    long last = chatters.stream().mapToLong(Chatter::nextSequence).max().orElseThrow();
    return last == (long) CLIENTS * TEXTS + 1
        && chatters.stream().allMatch(chatter -> chatter.nextSequence() == last);
  }
}
