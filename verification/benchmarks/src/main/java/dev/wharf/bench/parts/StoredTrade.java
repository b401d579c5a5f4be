package dev.wharf.bench.parts;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageEvent;
import dev.wharf.storage.StorageSettings;
import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.SqliteDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Measures durable trades of two players in an SQLite file: both owners are checked, coins go one
/// way and an item the other, and a key keeps the trade from being made twice, as in the sample's
/// trades. The storage commits many trades at once; the other implementation is a loop with one
/// transaction each, on a connection with the same settings.
@State(Scope.Benchmark)
public class StoredTrade {
  private static final int WAITING = 1000;
  private static final int ONE_BY_ONE = 8;
  private static final int ACCOUNTS = 2 * WAITING;
  private static final Migrations TABLES = Migrations.of(StoredTrade.class, "V1__trades.sql");
  private static final StorageSettings SETTINGS =
      new StorageSettings(
          "",
          "",
          "",
          1,
          Duration.ofMinutes(1),
          ACCOUNTS,
          ACCOUNTS,
          256,
          Duration.ofMinutes(1),
          Duration.ofDays(7),
          Duration.ofDays(365),
          Duration.ofSeconds(5),
          ACCOUNTS);

  private final Path folder;
  private final Storage storage;
  private final Database plain;
  private long made;

  /// Creates both databases in a new folder on the disk of the system's temporary files.
  public StoredTrade() {
    folder = newFolder();
    storage =
        new Storage(
            EngineRuntime.system(),
            filled("storage.db"),
            SETTINGS,
            new Counters<>(StorageEvent.class),
            _ -> {},
            _ -> {});
    plain = filled("plain.db");
  }

  @Benchmark
  @OperationsPerInvocation(WAITING)
  public void tradeByWharf() {
    List<CompletableFuture<String>> trades = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      int giver = i * 2;
      Set<String> lanes = Set.of(account(giver), account(giver + 1));
      trades.add(
          storage.runOnce("trade " + made++, lanes, handle -> trade(handle, giver)).future());
    }
    trades.forEach(CompletableFuture::join);
  }

  @Benchmark
  @OperationsPerInvocation(ONE_BY_ONE)
  public void tradeByOneTransactionEach() {
    Jdbi jdbi = Jdbi.create(plain::connect);
    for (int i = 0; i < ONE_BY_ONE; i++) {
      String key = "trade " + made++;
      int giver = (int) (made % WAITING) * 2;
      jdbi.useTransaction(handle -> tradeOnce(handle, key, giver));
    }
  }

  private static void tradeOnce(Handle handle, String key, int giver) {
    boolean isNew =
        handle
            .createQuery("SELECT result FROM wharf_once WHERE id = :key")
            .bind("key", key)
            .mapTo(String.class)
            .findOne()
            .isEmpty();
    if (isNew) {
      String result = trade(handle, giver);
      handle.execute("INSERT INTO wharf_once (id, result, at) VALUES (?, ?, ?)", key, result, 0);
    }
  }

  private static String trade(Handle handle, int giver) {
    String one = account(giver);
    String other = account(giver + 1);
    checkOwner(handle, one);
    checkOwner(handle, other);
    mustChangeOne(handle.execute("UPDATE account SET coins = coins - 1 WHERE id = ?", one));
    mustChangeOne(handle.execute("UPDATE account SET coins = coins + 1 WHERE id = ?", other));
    mustChangeOne(
        handle.execute(
            "UPDATE item SET owner_id = CASE owner_id WHEN ? THEN ? ELSE ? END WHERE item_id = ?",
            one,
            other,
            one,
            giver));
    return "made";
  }

  private static void checkOwner(Handle handle, String account) {
    mustChangeOne(
        handle
            .createQuery("SELECT COUNT(*) FROM account WHERE id = :id AND owner = 1")
            .bind("id", account)
            .mapTo(Integer.class)
            .one());
  }

  private static void mustChangeOne(int rows) {
    if (rows != 1) {
      throw new IllegalStateException(rows + " rows instead of 1");
    }
  }

  private static String account(int number) {
    return "account " + number;
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("stored-trade");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Database filled(String file) {
    Database database = SqliteDatabase.open(folder.resolve(file));
    TABLES.run(database);
    Jdbi.create(database::connect)
        .useTransaction(
            handle -> {
              for (int i = 0; i < ACCOUNTS; i++) {
                handle.execute("INSERT INTO account VALUES (?, 1, 1000000000)", account(i));
                handle.execute("INSERT INTO item VALUES (?, ?)", i, account(i));
              }
            });
    return database;
  }

  /// Closes both databases and deletes their folder.
  @TearDown
  public void close() throws IOException {
    storage.close();
    plain.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
