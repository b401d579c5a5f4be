package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.game.tests.SimulatedClient;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two servers have one database, because the older one was cut off and its players have logged in
/// elsewhere. It does not know, and wakes up.
class StaleServerTest {
  private static final Duration TO_TRADE = Duration.ofSeconds(1);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aServerCannotChangeTheAccountOfAPlayerWhoHasLoggedInElsewhere(long seed) throws Exception {
    assertThat(problemOf(seed)).isEmpty();
  }

  /// Returns what is wrong with a seed; an empty text when nothing is.
  static String problemOf(long seed) throws Exception {
    String[] problem = {""};
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed));
        SimulatedDatabase database = new SimulatedDatabase(simulation, seed % 2 == 0 ? 1 : 4)) {
      simulation.run(() -> problem[0] = tradeOnTheOldServer(simulation, database));
    }
    return problem[0];
  }

  private static String tradeOnTheOldServer(Simulation simulation, SimulatedDatabase database)
      throws InterruptedException {
    SimulatedServer old = SimulatedServer.start(simulation.newHost("old"), database, Map.of());
    SimulatedServer next = SimulatedServer.start(simulation.newHost("next"), database, Map.of());
    SimulatedClient ann = logIn(simulation, "ann", old);
    SimulatedClient bob = logIn(simulation, "bob", old);
    bob.send(
        OfferTradeRequest.newBuilder()
            .setRequestId(1)
            .setTo("ann")
            .setGive(Goods.newBuilder().setCoins(10)));
    String offer = ann.next(TradeOffered.class).getOffer();

    SimulatedClient elsewhere = logIn(simulation, "ann", next);
    long before = coins(elsewhere);
    ann.send(AcceptTradeRequest.newBuilder().setRequestId(2).setOffer(offer));
    simulation.sleep(TO_TRADE);
    long after = coins(elsewhere);
    boolean isAcknowledged = !ann.received(AcceptTradeReply.class).isEmpty();
    old.drain();
    next.drain();
    return before == after && !isAcknowledged
        ? ""
        : "the old server has changed %d coins to %d".formatted(before, after);
  }

  private static SimulatedClient logIn(Simulation simulation, String name, SimulatedServer server)
      throws InterruptedException {
    return SimulatedClient.logIn(
        simulation.newHost(name),
        server,
        InventoryReply.class,
        TradeOffered.class,
        AcceptTradeReply.class);
  }

  private static long coins(SimulatedClient client) throws InterruptedException {
    client.send(InventoryRequest.newBuilder().setRequestId(1));
    return client.next(InventoryReply.class).getCoins();
  }
}
