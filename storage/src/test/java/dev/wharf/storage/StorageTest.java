package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.NextFault.CommitFault;
import dev.wharf.storage.StorageException.Reason;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.SqliteDatabase;
import dev.wharf.storage.faulty.FaultyDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the order, the limits and the failures of works, on a database in memory.
@Timeout(60)
class StorageTest {
  private NextFault fault;
  private final Counters<StorageEvent> counters = new Counters<>(StorageEvent.class);
  private Storage storage;

  @BeforeEach
  void open() {
    open(Duration.ofSeconds(30), 1000, 100);
  }

  private void open(Duration deadline, int maxWaiting, int maxWaitingOfOne) {
    fault = new NextFault();
    FaultyDatabase database = new FaultyDatabase(SqliteDatabase.inMemory(), fault);
    Migrations.of(StorageTest.class, "V1__purses.sql").run(database);
    storage =
        new Storage(
            EngineRuntime.system(),
            database,
            settings(deadline, maxWaiting, maxWaitingOfOne),
            counters,
            _ -> {},
            _ -> {});
  }

  static StorageSettings settings(Duration deadline, int maxWaiting, int maxWaitingOfOne) {
    return new StorageSettings(
        "memory",
        "",
        "",
        4,
        deadline,
        maxWaiting,
        maxWaitingOfOne,
        256,
        Duration.ofMillis(100),
        Duration.ofDays(7),
        Duration.ofDays(365),
        Duration.ofSeconds(5),
        1000);
  }

  @AfterEach
  void close() {
    fault.release();
    storage.close();
  }

  private Submission<Integer> add(String owner, int coins) {
    return storage.run(owner, handle -> Purses.add(handle, owner, coins));
  }

  private int coins(String owner) {
    return storage.run(owner, handle -> Purses.coins(handle, owner)).future().join();
  }

  private static Reason reasonOf(CompletableFuture<?> future) {
    try {
      return fail(future.join());
    } catch (CompletionException e) {
      return ((StorageException) e.getCause()).reason();
    }
  }

  private static Reason fail(Object result) {
    throw new AssertionError("the work has succeeded with " + result);
  }

  @Test
  void theWorksOfAPlayerRunInTheirOrder() {
    List<CompletableFuture<Integer>> sums = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      sums.add(add("ann", 1).future());
    }
    for (int i = 1; i <= 50; i++) {
      assertThat(sums.get(i - 1).join()).isEqualTo(i);
    }
  }

  @Test
  void oneCommitHasTheWorksOfManyPlayers() throws Exception {
    fault.hold();
    CompletableFuture<Integer> begun = add("ann", 1).future();
    List<CompletableFuture<Integer>> others = new ArrayList<>();
    await().until(fault::isCommitting);
    for (int i = 0; i < 100; i++) {
      others.add(add("player" + i, 1).future());
    }
    fault.release();
    begun.join();
    others.forEach(CompletableFuture::join);
    assertThat(counters.of(StorageEvent.COMMITS)).isEqualTo(2);
    assertThat(counters.of(StorageEvent.WORKS_DONE)).isEqualTo(101);
  }

  @Test
  void aWorkThatThrowsUndoesItsOwnChangesAlone() {
    fault.hold();
    CompletableFuture<Integer> before = add("ann", 1).future();
    CompletableFuture<Object> failing =
        storage
            .run(
                "ann",
                handle -> {
                  Purses.add(handle, "ann", 1000);
                  throw new IllegalStateException("no");
                })
            .future();
    CompletableFuture<Integer> after = add("ann", 1).future();
    fault.release();
    assertThat(before.join()).isOne();
    assertThat(reasonOf(failing)).isEqualTo(Reason.FAILED);
    assertThat(after.join()).isEqualTo(2);
  }

  @Test
  void aWorkMayNotEndTheTransaction() {
    CompletableFuture<Boolean> future =
        storage
            .run(
                "ann",
                handle -> {
                  Purses.add(handle, "ann", 5);
                  handle.commit();
                  return true;
                })
            .future();
    assertThat(reasonOf(future)).isEqualTo(Reason.FAILED);
    assertThat(coins("ann")).isZero();
  }

  @Test
  void worksOfARolledBackTransactionRunAgainAlone() {
    fault.failNextCommit(CommitFault.ROLLS_BACK);
    assertThat(add("ann", 1).future().join()).isOne();
    assertThat(coins("ann")).isOne();
    assertThat(counters.of(StorageEvent.WORKS_REPEATED)).isOne();
  }

  @Test
  void anErrorOfTheJvmInTheCommitRunsNoWorkTwiceAndEndsNoWriter() {
    fault.failNextCommit(CommitFault.COMMITS_AND_FAILS);
    assertThat(reasonOf(add("ann", 1).future())).isEqualTo(Reason.UNKNOWN);
    assertThat(coins("ann")).isOne();
    fault.failNextCommit(CommitFault.COMMITS_AND_FAILS);
    assertThat(
            storage
                .runOnce("key", Set.of("ann"), handle -> "" + Purses.add(handle, "ann", 1))
                .future()
                .join())
        .isEqualTo("2");
    assertThat(coins("ann")).isEqualTo(2);
  }

  @Test
  void theOutcomeIsUnknownWhenTheConnectionBreaksInTheCommit() {
    fault.failNextCommit(CommitFault.COMMITS_AND_BREAKS);
    assertThat(reasonOf(add("ann", 1).future())).isEqualTo(Reason.UNKNOWN);
    assertThat(coins("ann")).isOne();
    fault.failNextCommit(CommitFault.LOSES_AND_BREAKS);
    assertThat(reasonOf(add("ann", 1).future())).isEqualTo(Reason.UNKNOWN);
    assertThat(coins("ann")).isOne();
  }

  @Test
  void aWorkWithAKeyRunsOnceWhateverTheCommitSays() {
    for (CommitFault each : CommitFault.values()) {
      fault.failNextCommit(each);
      String key = "gift of " + each;
      for (int i = 0; i < 2; i++) {
        String result =
            storage
                .runOnce(
                    key,
                    Set.of("ann", "bob"),
                    handle -> String.valueOf(Purses.add(handle, "ann", 1)))
                .future()
                .join();
        assertThat(result).isEqualTo(String.valueOf(each.ordinal() + 1));
      }
    }
    assertThat(coins("ann")).isEqualTo(CommitFault.values().length);
  }

  @Test
  void aWorkThatCannotBeginInTimeIsLateAndChangesNothing() throws Exception {
    storage.close();
    open(Duration.ofMillis(300), 1000, 100);
    fault.setAway(true);
    assertThat(reasonOf(add("ann", 1).future())).isEqualTo(Reason.LATE);
    fault.setAway(false);
    assertThat(coins("ann")).isZero();
    assertThat(counters.of(StorageEvent.WORKS_LATE)).isOne();
  }

  @Test
  void aCommitThatHangsLeavesTheOutcomeUnknown() throws Exception {
    storage.close();
    open(Duration.ofMillis(300), 1000, 100);
    fault.hold();
    CompletableFuture<Integer> hanging = add("ann", 1).future();
    await().until(fault::isCommitting);
    CompletableFuture<Integer> waiting = add("ann", 1).future();
    assertThat(reasonOf(hanging)).isEqualTo(Reason.UNKNOWN);
    assertThat(reasonOf(waiting)).isEqualTo(Reason.LATE);
    fault.release();
    assertThat(coins("ann")).isOne();
  }

  @Test
  void refusesMoreWorksThanTheLimits() throws Exception {
    storage.close();
    open(Duration.ofSeconds(30), 6, 3);
    fault.hold();
    CompletableFuture<Integer> first = add("zoe", 1).future();
    await().until(fault::isCommitting);
    List<CompletableFuture<Integer>> accepted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      accepted.add(add("ann", 1).future());
    }
    assertThat(reasonOf(add("ann", 1).future())).isEqualTo(Reason.BUSY);
    for (int i = 0; i < 3; i++) {
      accepted.add(add("player" + i, 1).future());
    }
    assertThat(reasonOf(add("bob", 1).future())).isEqualTo(Reason.BUSY);
    assertThat(counters.of(StorageEvent.WORKS_REFUSED)).isEqualTo(2);
    fault.release();
    first.join();
    accepted.forEach(CompletableFuture::join);
    assertThat(coins("ann")).isEqualTo(3);
    assertThat(coins("bob")).isZero();
  }

  @Test
  void runsTheWaitingWorksWhenItCloses() throws Exception {
    fault.hold();
    List<CompletableFuture<Integer>> works = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      works.add(add("ann", 1).future());
    }
    Thread closing = Thread.ofVirtual().start(storage::close);
    await().until(() -> reasonOfOrNull(add("bob", 1).future()) == Reason.CLOSED);
    fault.release();
    closing.join();
    assertThat(works).allSatisfy(work -> assertThat(work.join()).isPositive());
  }

  private static Reason reasonOfOrNull(CompletableFuture<?> future) {
    return future.isCompletedExceptionally() ? reasonOf(future) : null;
  }

  @Test
  void tellsWhatIsWrong() throws Exception {
    assertThat(storage.problem()).isNull();
    assertThatThrownBy(() -> storage.run("ann", handle -> handle.execute("no sql")).future().join())
        .hasRootCauseMessage(
            "[SQLITE_ERROR] SQL error or missing database (near \"no\": syntax error)");
  }
}
