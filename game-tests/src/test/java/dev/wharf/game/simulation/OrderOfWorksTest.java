package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.SampleGame;
import dev.wharf.server.metrics.Counters;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageEvent;
import dev.wharf.storage.StorageSettings;
import dev.wharf.storage.database.Migrations;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The works of several players on a simulated database with one or four writers. Each work needs
/// what the work before it has left.
class OrderOfWorksTest {
  private static final int PLAYERS = 5;
  private static final int WORKS = 20;
  private static final StorageSettings SETTINGS =
      new SampleGame().config(Map.of()).of(StorageSettings.class);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theWorksOfAPlayerRunInTheirOrder(long seed) throws Exception {
    assertThat(problemOf(seed)).isEmpty();
  }

  /// Returns what is wrong with a seed; an empty text when nothing is.
  static String problemOf(long seed) throws Exception {
    Counters<StorageEvent> counters = new Counters<>(StorageEvent.class);
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed));
        SimulatedDatabase database = new SimulatedDatabase(simulation, seed % 2 == 0 ? 1 : 4)) {
      simulation.run(() -> submitAll(simulation.newHost("server"), database, counters));
    }
    long failed = counters.of(StorageEvent.WORKS_FAILED);
    assertThat(counters.of(StorageEvent.WORKS_DONE) + failed).isEqualTo(PLAYERS * (WORKS + 1));
    return failed == 0 ? "" : failed + " works came out of their order";
  }

  private static void submitAll(
      Host host, SimulatedDatabase database, Counters<StorageEvent> counters)
      throws InterruptedException {
    Migrations tables = Migrations.of(OrderOfWorksTest.class);
    try (Storage storage =
        new Storage(
            host.runtime(),
            database.opener(host).open(SETTINGS, tables),
            SETTINGS,
            counters,
            _ -> {},
            _ -> {})) {
      for (int number = 0; number <= WORKS; number++) {
        for (int player = 0; player < PLAYERS; player++) {
          int work = number;
          String name = "player" + player;
          var _ = storage.run(name, handle -> follow(handle, name, work));
        }
      }
      host.runtime().sleep(Duration.ofSeconds(10));
    }
  }

  private static boolean follow(Handle handle, String player, int number) {
    int changed =
        number == 0
            ? handle.execute("INSERT INTO wharf_once (id, result, at) VALUES (?, '', 0)", player)
            : handle.execute(
                "UPDATE wharf_once SET at = ? WHERE id = ? AND at = ?", number, player, number - 1);
    if (changed == 0) {
      throw new IllegalStateException("an earlier work has not run");
    }
    return true;
  }
}
