package dev.wharf.game.tests.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.simulation.SimulatedServer;
import dev.wharf.game.tests.SimulatedClient;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.junit.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tests in virtual time that an account has one player, in whatever order its logins come. The
/// command `simulate --cut` plays many more seeds.
class OneAccountTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  @SimulationTest(seeds = 40)
  void twoLoginsAtTheSameInstantLeaveOnePlayer(Simulation simulation) throws Exception {
    loginsAtTheSameInstantLeaveOnePlayer(simulation, 2);
  }

  @SimulationTest(seeds = 20)
  void fiveLoginsAtTheSameInstantLeaveOnePlayer(Simulation simulation) throws Exception {
    loginsAtTheSameInstantLeaveOnePlayer(simulation, 5);
  }

  private static void loginsAtTheSameInstantLeaveOnePlayer(Simulation simulation, int number)
      throws InterruptedException {
    OneAccountGame game = new OneAccountGame();
    SimulatedServer server =
        SimulatedServer.start(simulation.newHost("server"), game, Map.of("port.workers", "3"));
    List<SimulatedClient> clients = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      clients.add(SimulatedClient.connect(simulation.newHost("client" + i), "ann", server));
    }
    assertThat(simulation.poll(() -> ended(clients) == number - 1, LONGEST_WAIT))
        .as("all logins but one have ended")
        .isTrue();
    SimulatedClient last =
        clients.stream().filter(client -> client.end() == null).findFirst().orElseThrow();
    assertThat(simulation.poll(last::isLoggedIn, LONGEST_WAIT)).as("the last is in").isTrue();
    assertThat(clients)
        .filteredOn(client -> client.end() != null)
        .allSatisfy(OneAccountTest::assertKicked);
    assertThat(game.broken()).isEmpty();
    assertThat(game.online()).isEqualTo(1);
    assertThat(server.server().players().count()).isEqualTo(1);
    server.drain();
    assertThat(game.online()).isZero();
  }

  /// The client of the first login vanishes without a FIN, so that its connection is half open at
  /// the server.
  @SimulationTest(seeds = 10)
  void aLoginTakesOverFromAConnectionThatIsHalfOpen(Simulation simulation) throws Exception {
    OneAccountGame game = new OneAccountGame();
    SimulatedServer server =
        SimulatedServer.start(simulation.newHost("server"), game, Map.of("port.workers", "3"));
    var phone = simulation.newHost("phone");
    SimulatedClient first = SimulatedClient.connect(phone, "ann", server);
    assertThat(simulation.poll(first::isLoggedIn, LONGEST_WAIT)).isTrue();
    phone.crash();
    SimulatedClient second = SimulatedClient.connect(simulation.newHost("home"), "ann", server);
    assertThat(simulation.poll(second::isLoggedIn, LONGEST_WAIT)).isTrue();
    assertThat(game.broken()).isEmpty();
    assertThat(game.logins()).isEqualTo(2);
    assertThat(game.online()).isEqualTo(1);
    server.drain();
  }

  /// Logins come all the time, while the network has all kinds of faults.
  @SimulationTest(seeds = 10)
  void loginsInAStormNeverMakeTwoPlayers(Simulation simulation) throws Exception {
    OneAccountGame game = new OneAccountGame();
    SimulatedServer server =
        SimulatedServer.start(simulation.newHost("server"), game, Map.of("port.workers", "3"));
    simulation.setFaults(Faults.storm());
    for (int i = 0; i < 20; i++) {
      SimulatedClient _ = SimulatedClient.connect(simulation.newHost("client" + i), "ann", server);
      simulation.sleep(Duration.ofMillis(50L * (i % 4)));
    }
    simulation.sleep(Duration.ofSeconds(30));
    simulation.setFaults(Faults.none());
    simulation.sleep(Duration.ofMinutes(1)); // until the last faults, such as partitions, are over
    assertThat(game.broken()).isEmpty();
    SimulatedClient last = SimulatedClient.connect(simulation.newHost("last"), "ann", server);
    assertThat(simulation.poll(last::isLoggedIn, LONGEST_WAIT))
        .as("the last is in; its connection has ended with %s", last.end())
        .isTrue();
    assertThat(game.online()).isEqualTo(1);
    assertThat(game.broken()).isEmpty();
    server.drain(false);
  }

  private static int ended(List<SimulatedClient> clients) {
    return (int) clients.stream().filter(client -> client.end() != null).count();
  }

  private static void assertKicked(SimulatedClient client) {
    assertThat(client.received(Failure.class))
        .extracting(Failure::getCode)
        .containsExactly(FailureCode.KICKED_VALUE);
    assertThat(client.end()).isEqualTo(CloseReason.PEER_CLOSED);
  }
}
