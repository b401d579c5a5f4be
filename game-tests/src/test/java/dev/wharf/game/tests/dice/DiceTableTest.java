package dev.wharf.game.tests.dice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.SimulatedServer;
import dev.wharf.game.tests.SimulatedClient;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.junit.SimulationTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Tests the dice table in virtual time.
class DiceTableTest {
  @SimulationTest(seeds = 20)
  void rollsOnceASecondForAllPlayers(Simulation simulation) throws Exception {
    SimulatedServer server = startServer(simulation);
    SimulatedClient ann = SimulatedClient.logIn(simulation.newHost("ann"), server);
    SimulatedClient bob = SimulatedClient.logIn(simulation.newHost("bob"), server);
    SimulatedClient eve = SimulatedClient.logIn(simulation.newHost("eve"), server);
    simulation.sleep(Duration.ofMillis(10_500));

    assertThat(texts(ann)).hasSize(11).startsWith("the table is open");
    assertThat(texts(ann).subList(1, 11)).allMatch(text -> text.matches("the die shows [1-6]"));
    assertThat(texts(bob)).isEqualTo(texts(ann));
    assertThat(texts(ann)).containsSequence(texts(eve));
    server.drain();
  }

  @SimulationTest(seeds = 20)
  void opensThirtySecondsAfterTheFirstPlayer(Simulation simulation) throws Exception {
    SimulatedServer server = startServer(simulation);
    SimulatedClient ann = SimulatedClient.logIn(simulation.newHost("ann"), server);
    simulation.sleep(Duration.ofMillis(29_900));
    assertThat(texts(ann)).isEmpty();

    simulation.sleep(Duration.ofMillis(200));
    assertThat(texts(ann)).containsExactly("the table is open");
    server.drain();
  }

  @SimulationTest(seeds = 20)
  void aClientThatVanishesLeavesAfterTheIdleTimeout(Simulation simulation) throws Exception {
    SimulatedServer server = startServer(simulation);
    SimulatedClient ann = SimulatedClient.logIn(simulation.newHost("ann"), server);
    Host phone = simulation.newHost("bob");
    SimulatedClient _ = SimulatedClient.logIn(phone, server);
    simulation.sleep(Duration.ofMinutes(5));
    assertThat(texts(ann)).doesNotContain("bob has left");

    phone.crash();
    simulation.sleep(Duration.ofSeconds(19));
    assertThat(texts(ann)).doesNotContain("bob has left");
    simulation.sleep(Duration.ofSeconds(12));
    assertThat(texts(ann)).contains("bob has left");
    server.drain();
  }

  private static SimulatedServer startServer(Simulation simulation) {
    return SimulatedServer.start(simulation.newHost("server"), new DiceGame(), Map.of());
  }

  private static List<String> texts(SimulatedClient client) {
    return client.received(ServerNotice.class).stream().map(ServerNotice::getText).toList();
  }
}
