package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.PostgresDatabase;
import dev.wharf.storage.database.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the same works on SQLite and on PostgreSQL. The tests on PostgreSQL need its programs;
/// with `-Dwharf.postgres=required` they fail when there are none.
@Timeout(120)
class DatabasesTest {
  private static final int OWNERS = 10;
  private static final int COINS = 1000;
  private static PostgresServer postgres;

  @TempDir Path folder;

  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  @BeforeAll
  static void startPostgres() throws Exception {
    var programs = PostgresServer.programs();
    boolean isRequired = "required".equals(System.getProperty("wharf.postgres"));
    if (programs.isPresent() || isRequired) {
      postgres = PostgresServer.start(programs.orElseThrow());
    }
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private Database open(Kind kind) {
    if (kind == Kind.SQLITE) {
      return SqliteDatabase.open(folder.resolve("game.db"));
    }
    assumeTrue(postgres != null, "PostgreSQL is not installed");
    return new PostgresDatabase(
        postgres.address(), "game", PostgresServer.PASSWORD, 4, Duration.ofSeconds(5));
  }

  private static Storage storage(Database database) {
    Migrations.of(DatabasesTest.class, "V1__purses.sql").run(database);
    return new Storage(
        EngineRuntime.system(),
        database,
        StorageTest.settings(Duration.ofSeconds(20), 10_000, 1000),
        new Counters<>(StorageEvent.class),
        _ -> {},
        _ -> {});
  }

  private static void fill(Storage storage) {
    storage.run("all", handle -> handle.execute("DELETE FROM purse")).future().join();
    for (int i = 0; i < OWNERS; i++) {
      String owner = "owner" + i;
      storage.run(owner, handle -> Purses.add(handle, owner, COINS)).future().join();
    }
  }

  private static int sum(Storage storage) {
    return storage
        .run(
            "all",
            handle -> handle.createQuery("SELECT SUM(coins) FROM purse").mapTo(Integer.class).one())
        .future()
        .join();
  }

  private static String move(Handle handle, String from, String to) {
    Purses.add(handle, from, -1);
    return String.valueOf(Purses.add(handle, to, 1));
  }

  @ParameterizedTest
  @EnumSource
  void worksOfTwoPlayersMoveCoinsAndLoseNone(Kind kind) {
    try (Storage storage = storage(open(kind))) {
      fill(storage);
      Random random = new Random(7);
      List<CompletableFuture<String>> moves = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        int giver = random.nextInt(OWNERS);
        String from = "owner" + giver;
        String to = "owner" + (giver + 1 + random.nextInt(OWNERS - 1)) % OWNERS;
        moves.add(
            storage
                .runOnce(kind + " move " + i, Set.of(from, to), handle -> move(handle, from, to))
                .future());
      }
      moves.forEach(CompletableFuture::join);
      assertThat(sum(storage)).isEqualTo(OWNERS * COINS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAmountBelowZeroIsRefusedAndUndone(Kind kind) {
    try (Storage storage = storage(open(kind))) {
      fill(storage);
      var taking =
          storage
              .run(
                  "owner0",
                  handle -> {
                    Purses.add(handle, "owner1", 5);
                    return Purses.add(handle, "owner0", -COINS - 1);
                  })
              .future();
      assertThat(taking).failsWithin(Duration.ofSeconds(30));
      assertThat(sum(storage)).isEqualTo(OWNERS * COINS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void textOfAPeerIsOnlyEverAParameter(Kind kind) {
    try (Storage storage = storage(open(kind))) {
      fill(storage);
      String name = "x'); DELETE FROM purse; --";
      storage.run(name, handle -> Purses.add(handle, name, 1)).future().join();
      assertThat(storage.run(name, handle -> Purses.coins(handle, name)).future().join()).isOne();
      assertThat(sum(storage)).isEqualTo(OWNERS * COINS + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongQueryKeepsNoOtherWorkWaiting(Kind kind) {
    try (Storage storage = storage(open(kind))) {
      fill(storage);
      CountDownLatch released = new CountDownLatch(1);
      var query =
          storage
              .read(
                  "query",
                  handle -> {
                    int before = Purses.coins(handle, "owner0");
                    released.await();
                    return before;
                  })
              .future();
      storage.run("owner0", handle -> Purses.add(handle, "owner0", 1)).future().join();
      released.countDown();
      assertThat(query.join()).isBetween(COINS, COINS + 1);
      assertThat(storage.read("query", handle -> Purses.coins(handle, "owner0")).future().join())
          .isEqualTo(COINS + 1);
      assertThat(storage.read("query", handle -> Purses.add(handle, "owner0", 1)).future())
          .satisfies(writes -> assertThat(isDone(writes)).isEqualTo(kind == Kind.POSTGRESQL));
    }
  }

  @Test
  void aSecondRunOfAKeyWaitsForTheFirstOneAndGetsItsResult() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (Storage first = storage(open(Kind.POSTGRESQL));
        Storage second = storage(open(Kind.POSTGRESQL))) {
      fill(first);
      var one =
          first
              .runOnce(
                  "same key",
                  Set.of("owner0"),
                  handle -> {
                    String result = move(handle, "owner0", "owner1");
                    changed.countDown();
                    released.await();
                    return result;
                  })
              .future();
      changed.await();
      var other =
          second
              .runOnce("same key", Set.of("owner0"), handle -> move(handle, "owner0", "owner1"))
              .future();
      assertThat(other).isNotDone();
      released.countDown();
      assertThat(other.join()).isEqualTo(one.join()).isEqualTo(String.valueOf(COINS + 1));
      assertThat(second.run("owner1", handle -> Purses.coins(handle, "owner1")).future().join())
          .isEqualTo(COINS + 1);
    }
  }

  @Test
  void aMigrationMayTakeLongerThanAWork() {
    assumeTrue(postgres != null, "PostgreSQL is not installed");
    try (Database database =
        new PostgresDatabase(
            postgres.address(), "game", PostgresServer.PASSWORD, 1, Duration.ofMillis(10))) {
      Migrations.of(DatabasesTest.class, "V1__purses.sql", "V2__slow.sql").run(database);
    }
    // For the other tests, which do not have this migration.
    try (Storage storage =
        new Storage(
            EngineRuntime.system(),
            open(Kind.POSTGRESQL),
            StorageTest.settings(Duration.ofSeconds(20), 100, 100),
            new Counters<>(StorageEvent.class),
            _ -> {},
            _ -> {})) {
      assertThat(
              storage
                  .run(
                      "all",
                      handle ->
                          handle.execute("DELETE FROM flyway_schema_history WHERE version = '2'"))
                  .future()
                  .join())
          .isOne();
    }
  }

  @Test
  void theFilesOfSqliteAreForTheirOwnerAlone() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    try (Storage storage = storage(open(Kind.SQLITE))) {
      fill(storage);
      for (String file : List.of("game.db", "game.db-wal", "game.db-shm")) {
        assertThat(Files.getPosixFilePermissions(folder.resolve(file)))
            .as(file)
            .containsExactlyInAnyOrder(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      }
    }
  }

  @Test
  void aWrongPasswordIsToldInOneLineWithoutThePassword() {
    assumeTrue(postgres != null, "PostgreSQL is not installed");
    assertThatThrownBy(
            () ->
                new PostgresDatabase(
                        postgres.address(), "game", "wrong-secret", 1, Duration.ofSeconds(5))
                    .close())
        .hasMessageContaining("password authentication failed for user \"game\"")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "wrong-secret"));
  }

  @Test
  void aCrashOfTheDatabaseLosesNoAcknowledgedWorkAndRunsNoneTwice() throws Exception {
    try (Storage storage = storage(open(Kind.POSTGRESQL))) {
      fill(storage);
      Map<Integer, CompletableFuture<String>> moves = new HashMap<>();
      for (int round = 0; round < 3; round++) {
        for (int i = round * 300; i < (round + 1) * 300; i++) {
          int number = i;
          moves.put(
              i,
              storage
                  .runOnce(
                      "crash " + number,
                      Set.of("owner1", "owner2"),
                      handle -> move(handle, "owner1", "owner2"))
                  .future());
        }
        moves.get(round * 300 + 20).join();
        postgres.crash();
        postgres.begin();
      }
      int done = 0;
      for (CompletableFuture<String> move : moves.values()) {
        done += isDone(move) ? 1 : 0;
      }
      int moved =
          storage.run("owner2", handle -> Purses.coins(handle, "owner2")).future().join() - COINS;
      int kept =
          storage
              .run(
                  "all",
                  handle ->
                      handle
                          .createQuery("SELECT COUNT(*) FROM wharf_once WHERE id LIKE 'crash %'")
                          .mapTo(Integer.class)
                          .one())
              .future()
              .join();
      assertThat(moved).isEqualTo(kept).isGreaterThanOrEqualTo(done);
      assertThat(done).isGreaterThan(60);
      assertThat(sum(storage)).isEqualTo(OWNERS * COINS);
    }
  }

  private static boolean isDone(CompletableFuture<?> future) {
    try {
      future.join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }
}
