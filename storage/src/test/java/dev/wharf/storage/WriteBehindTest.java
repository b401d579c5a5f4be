package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.SqliteDatabase;
import dev.wharf.storage.faulty.FaultyDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that the latest values are saved, in time and once, with timers that the test moves.
@Timeout(60)
class WriteBehindTest {
  private static final Duration DELAY = Duration.ofSeconds(5);
  private static final int MOST = 3;

  private NextFault fault;
  private final Counters<StorageEvent> counters = new Counters<>(StorageEvent.class);
  private final HandTimers timers = new HandTimers();
  private Storage storage;
  private WriteBehind<Integer> behind;

  /// The written values, in the order of the runs of the saves.
  private final List<String> written = new CopyOnWriteArrayList<>();

  private volatile boolean isRefused;

  @BeforeEach
  void open() {
    open(Duration.ofSeconds(30));
  }

  private void open(Duration deadline) {
    fault = new NextFault();
    FaultyDatabase database = new FaultyDatabase(SqliteDatabase.inMemory(), fault);
    Migrations.of(WriteBehindTest.class, "V1__purses.sql").run(database);
    storage =
        new Storage(
            EngineRuntime.system(),
            database,
            StorageTest.settings(deadline, 1000, 100),
            counters,
            _ -> {},
            _ -> {});
    behind = new WriteBehind<>(storage, timers.runtime(), DELAY, MOST, counters, this::save);
  }

  private void save(Handle handle, String lane, int coins) throws WorkRefusedException {
    if (isRefused) {
      throw new WorkRefusedException("a later login owns it");
    }
    Purses.add(handle, lane, coins - Purses.coins(handle, lane));
    written.add(lane + "=" + coins);
  }

  @AfterEach
  void close() {
    fault.setAway(false);
    fault.release();
    storage.close();
  }

  private int coins(String owner) {
    return storage.run(owner, handle -> Purses.coins(handle, owner)).future().join();
  }

  private void awaitSaved() {
    await().until(() -> behind.count() == 0);
  }

  @Test
  void onlyTheLatestOfManyValuesIsSaved() {
    for (int i = 1; i <= 100; i++) {
      behind.set("ann", i);
    }
    timers.advance(DELAY);
    awaitSaved();
    assertThat(written).containsExactly("ann=100");
    assertThat(coins("ann")).isEqualTo(100);
    assertThat(timers.count()).isZero();
  }

  @Test
  void aValueIsSavedWhenTheTimeHasPassedSinceItWasSetAndNotBefore() {
    behind.set("ann", 1);
    timers.advance(DELAY.minusMillis(1));
    behind.set("ann", 2); // a later change does not put the save off
    assertThat(coins("ann")).isZero();
    timers.advance(Duration.ofMillis(1));
    awaitSaved();
    assertThat(coins("ann")).isEqualTo(2);
  }

  @Test
  void aValueThatIsSetDuringASaveHasATimeOfItsOwn() {
    fault.hold();
    behind.set("ann", 1);
    timers.advance(DELAY);
    await().until(fault::isCommitting);
    behind.set("ann", 2);
    timers.advance(DELAY.minusMillis(1));
    fault.release();
    await().until(() -> coins("ann") == 1);
    assertThat(behind.count()).isOne();
    timers.advance(Duration.ofMillis(1));
    awaitSaved();
    assertThat(coins("ann")).isEqualTo(2);
    assertThat(written).containsExactly("ann=1", "ann=2");
  }

  @Test
  void aValueWhoseTimeEndsDuringASaveIsSavedRightAfterIt() {
    fault.hold();
    behind.set("ann", 1);
    timers.advance(DELAY);
    await().until(fault::isCommitting);
    behind.set("ann", 2);
    timers.advance(DELAY);
    fault.release();
    awaitSaved();
    assertThat(written).containsExactly("ann=1", "ann=2");
  }

  @Test
  void aFlushIsDoneWhenTheValueIsDurable() {
    assertThat(behind.flush("ann")).isCompleted();
    fault.hold();
    behind.set("ann", 7);
    CompletableFuture<?> flushed = behind.flush("ann");
    await().until(fault::isCommitting);
    CompletableFuture<?> again = behind.flush("ann"); // the save is under way already
    assertThat(flushed).isNotDone();
    assertThat(again).isNotDone();
    fault.release();
    flushed.join();
    again.join();
    assertThat(coins("ann")).isEqualTo(7);
    assertThat(written).hasSize(1);
    assertThat(timers.count()).isZero();
  }

  @Test
  void aWorkAfterAFlushSeesTheValue() {
    behind.set("ann", 7);
    var _ = behind.flush("ann");
    assertThat(coins("ann")).isEqualTo(7);
  }

  @Test
  void nothingIsLostWhileTheDatabaseIsAway() {
    storage.close();
    open(Duration.ofMillis(200));
    fault.setAway(true);
    behind.set("ann", 1);
    behind.set("bob", 1);
    timers.advance(DELAY);
    await().until(() -> counters.of(StorageEvent.SAVES_REPEATED) == 2);
    behind.set("ann", 2);
    timers.advance(DELAY);
    await().until(() -> counters.of(StorageEvent.SAVES_REPEATED) == 4);
    assertThat(behind.count()).isEqualTo(2);
    fault.setAway(false);
    timers.advance(DELAY);
    awaitSaved();
    assertThat(coins("ann")).isEqualTo(2);
    assertThat(coins("bob")).isOne();
    assertThat(counters.of(StorageEvent.VALUES_DROPPED)).isZero();
  }

  @Test
  void aFlushWaitsUntilTheDatabaseIsBack() {
    storage.close();
    open(Duration.ofMillis(200));
    fault.setAway(true);
    behind.set("ann", 3);
    CompletableFuture<?> flushed = behind.flush("ann");
    await().until(() -> counters.of(StorageEvent.SAVES_REPEATED) == 1);
    assertThat(flushed).isNotDone();
    fault.setAway(false);
    timers.advance(Duration.ofSeconds(1)); // soon, because somebody waits
    flushed.join();
    assertThat(coins("ann")).isEqualTo(3);
  }

  @Test
  void aSaveWhoseOutcomeIsUnknownIsMadeAgain() {
    fault.failNextCommit(NextFault.CommitFault.LOSES_AND_BREAKS);
    behind.set("ann", 3);
    var _ = behind.flush("ann");
    await().until(() -> counters.of(StorageEvent.SAVES_REPEATED) == 1);
    timers.advance(DELAY);
    awaitSaved();
    assertThat(coins("ann")).isEqualTo(3);
  }

  @Test
  void aValueWhoseSaveIsRefusedIsDropped() {
    isRefused = true;
    behind.set("ann", 3);
    behind.flush("ann").join();
    assertThat(behind.count()).isZero();
    assertThat(coins("ann")).isZero();
    assertThat(counters.of(StorageEvent.VALUES_DROPPED)).isOne();
    assertThat(timers.count()).isZero();
  }

  @Test
  void keepsTheValuesOfAsManyLanesAsAllowed() {
    for (int i = 0; i < MOST; i++) {
      assertThat(behind.set("player" + i, 1)).isTrue();
    }
    assertThat(behind.set("one more", 1)).isFalse();
    assertThat(behind.set("player0", 2)).isTrue();
    assertThat(counters.of(StorageEvent.VALUES_DROPPED)).isOne();
    timers.advance(DELAY);
    awaitSaved();
    assertThat(behind.set("one more", 1)).isTrue();
    assertThat(coins("player0")).isEqualTo(2);
  }

  @Test
  void theValuesThatWaitAreSavedWhenTheStorageCloses() {
    fault.hold();
    WriteBehind<Integer> own = storage.writeBehind(this::save);
    for (int i = 0; i < 50; i++) {
      own.set("player" + i, i);
    }
    Thread closing = Thread.ofVirtual().start(storage::close);
    await().until(fault::isCommitting);
    fault.release();
    await().until(() -> !closing.isAlive());
    assertThat(written).hasSize(50).contains("player49=49");
    assertThat(own.count()).isZero();
  }

  @Test
  void aValueThatCannotBeSavedAtTheEndIsCounted() {
    storage.close();
    open(Duration.ofMillis(200));
    fault.setAway(true);
    WriteBehind<Integer> own = storage.writeBehind(this::save);
    own.set("ann", 3);
    CompletableFuture<?> flushed = own.flush("ann");
    storage.close();
    assertThatThrownBy(flushed::join)
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("the storage is closed");
    assertThat(own.count()).isOne();
    assertThat(counters.of(StorageEvent.VALUES_DROPPED)).isOne();
  }
}
