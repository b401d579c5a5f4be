package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.Case.Weather;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plants faults of the storage, of accounts and of trades, and tests that the simulation finds
/// them ([PlantedFault]).
class PlantedStorageFaultsTest {
  private static final String STORAGE = "storage/src/main/java/dev/wharf/storage/";
  private static final String ACCOUNT = "server-app/src/main/java/dev/wharf/game/server/account/";

  @TempDir private Path classes;

  @Test
  void nothingIsWrongWithoutAFault() throws Exception {
    assertThat(problemOf(1)).isEmpty();
    assertThat(problemOf(2)).isEmpty();
    assertThat(StaleServerTest.problemOf(1)).isEmpty();
    assertThat(OrderOfWorksTest.problemOf(1)).isEmpty();
  }

  /// A trade whose commit is unknown runs again, although its key is there.
  @Test
  void keyIgnoredOnRetry() throws Exception {
    assertThat(firstProblem(STORAGE + "Storage.java", "if (claimed == 0) {", "if (claimed < 0) {"))
        .startsWith("trades: ");
  }

  /// The first effect may be a trade that is lost, or a login whose account is not there.
  @Test
  void acknowledgedBeforeTheCommit() throws Exception {
    assertThat(
            firstProblem(
                STORAGE + "Writer.java",
                "long start = storage.time();",
                "long start = storage.time();\n    batch.forEach(storage::decide);"))
        .isNotEmpty();
  }

  /// An unknown commit counts as failed, and the trade runs again without a key.
  @Test
  void repeatedWithoutAKey() throws Exception {
    assertThat(
            firstProblem(
                STORAGE + "Storage.java",
                "handle -> runOnce(handle, key, work, now), true)",
                "work, true)"))
        .startsWith("trades: ");
  }

  @Test
  void savepointNotRolledBack() throws Exception {
    assertThat(
            firstProblem(
                STORAGE + "Writer.java",
                "undo(present);\n      task.setFailure(t);",
                "task.setFailure(t);"))
        .startsWith("trades: ");
  }

  /// The works of a player run side by side.
  @Test
  void lanesOutOfOrder() throws Exception {
    assertThat(
            new PlantedFault(classes, OrderOfWorksTest.class)
                .firstProblem(
                    STORAGE + "Lanes.java",
                    "task.lanesBehind += tasks.isEmpty() ? 0 : 1;",
                    "task.lanesBehind += 0;"))
        .contains("works came out of their order");
  }

  @Test
  void ownerNotChecked() throws Exception {
    assertThat(
            new PlantedFault(classes, StaleServerTest.class)
                .firstProblem(ACCOUNT + "Accounts.java", "if (owned == 0) {", "if (owned < 0) {"))
        .startsWith("the old server has changed ");
  }

  private String firstProblem(String source, String... changes) throws Exception {
    return new PlantedFault(classes, PlantedStorageFaultsTest.class).firstProblem(source, changes);
  }

  /// Plays a case, and returns what is wrong; an empty text when nothing is.
  static String problemOf(long seed) {
    return SimulatedGame.play(new Case(seed, 4, Duration.ofSeconds(10), Weather.STORM)).problem();
  }
}
