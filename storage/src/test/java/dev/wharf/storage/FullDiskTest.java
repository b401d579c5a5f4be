package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.SqliteDatabase;
import dev.wharf.storage.faulty.FaultyDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests a database that has no room: works are refused, nothing is lost, the health check tells,
/// and all goes on when there is room.
@Timeout(60)
class FullDiskTest {
  private static final String LONG_TEXT = "x".repeat(100_000);

  @TempDir Path folder;
  private final Counters<StorageEvent> counters = new Counters<>(StorageEvent.class);

  private Storage storage(Database database) {
    Migrations.of(FullDiskTest.class, "V1__purses.sql").run(database);
    return new Storage(
        EngineRuntime.system(),
        database,
        StorageTest.settings(Duration.ofSeconds(30), 1000, 100),
        counters,
        _ -> {},
        _ -> {});
  }

  private static int add(Storage storage, String owner) {
    return storage.run(owner, handle -> Purses.add(handle, owner, 1)).future().join();
  }

  private static int coins(Storage storage, String owner) {
    return storage.run(owner, handle -> Purses.coins(handle, owner)).future().join();
  }

  private static void assertRefused(Storage storage, String owner) {
    assertThatThrownBy(() -> add(storage, owner))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StorageException.class,
            why -> assertThat(why.reason()).isEqualTo(StorageException.Reason.FAILED))
        .hasRootCauseMessage(
            "[SQLITE_FULL] Insertion failed because database is full (database or disk is full)");
  }

  @Test
  void aDatabaseThatMayNotGrowRefusesWorksUntilItMay() {
    NextFault fault = new NextFault();
    FaultyDatabase database =
        new FaultyDatabase(SqliteDatabase.open(folder.resolve("game.db")), fault);
    try (Storage storage = storage(database)) {
      add(storage, "ann");
      assertThat(storage.problem()).isNull();
      fault.setMaxPages(1); // no more than it has
      assertRefused(storage, LONG_TEXT);
      assertThat(storage.problem())
          .startsWith("storage: the database has refused a transaction in the last 10 s: ")
          .contains("full");
      assertThat(coins(storage, "ann")).isOne();
      WriteBehind<Integer> behind =
          storage.writeBehind((handle, lane, coins) -> Purses.add(handle, lane, coins));
      behind.set(LONG_TEXT, 5);
      var flushed = behind.flush(LONG_TEXT);
      await().until(() -> counters.of(StorageEvent.SAVES_REPEATED) > 0);
      assertThat(flushed).isNotDone();
      fault.setMaxPages(0);
      assertThat(add(storage, "ann")).isEqualTo(2);
      flushed.join();
      assertThat(coins(storage, LONG_TEXT)).isEqualTo(5);
    }
  }

  /// Needs the right to mount a file system.
  @Test
  void aDiskThatIsFullRefusesWorksUntilThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "1m")) {
      Path file = disk.path().resolve("game.db");
      int made = 1;
      try (Storage storage = storage(SqliteDatabase.open(file))) {
        add(storage, "ann");
        disk.fill();
        boolean isFull = false;
        while (!isFull) { // the log of the database has some room left
          try {
            made = add(storage, "ann");
          } catch (CompletionException e) {
            isFull = true;
          }
        }
        assertThat(storage.problem()).contains("full");
        disk.empty();
        assertThat(add(storage, "ann")).isEqualTo(++made);
      }
      try (Storage storage = storage(SqliteDatabase.open(file))) {
        assertThat(coins(storage, "ann")).isEqualTo(made);
      }
    }
  }
}
