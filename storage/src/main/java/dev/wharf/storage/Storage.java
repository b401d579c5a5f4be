package dev.wharf.storage;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.IdleThreads;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.server.GameContext;
import dev.wharf.server.StartException;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.storage.StorageException.Reason;
import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the works of a game in its database, and brings their results back. Handlers submit works
/// and return at once, so no worker of the completion port ever waits for the database.
///
/// **Order.** Each work names its lanes: the ids of the accounts, or of other things, that it
/// changes. Works with a lane in common run in the order in which they were submitted; other works
/// may run side by side. A login whose first work loads the player thus comes after the last save
/// of the same player.
///
/// **Durability.** The result of a work comes after the commit of its transaction, when the changes
/// are on the disk. A transaction has the works of many players ([Writer]).
///
/// **Limits.** `storage.max-waiting` and `storage.max-waiting-of-one` limit the works that wait,
/// and `storage.deadline` the time of each. A work over a limit fails at once
/// ([StorageException.Reason]).
///
/// Thread-safe. Any thread may submit works.
public final class Storage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Storage.class);
  private static final Duration FIRST_CLEANING = Duration.ofMinutes(1);
  private static final Duration CLEANING = Duration.ofHours(1);

  /// The most rows that one work deletes, so that other works do not wait long.
  private static final int MOST_DELETED = 1000;

  private static final Duration LONG = Duration.ofSeconds(5);

  /// How long the health check tells of a refused transaction.
  private static final Duration TOLD = Duration.ofSeconds(10);

  private static final String OWN_LANE = "wharf:storage";
  private static final String TIMES =
      "The times of the storage: of works, from submission to result, and of their commits";

  private final EngineRuntime runtime;
  private final Database database;
  private final StorageSettings settings;
  private final Counters<StorageEvent> counters;
  private final LongConsumer times;
  private final LongConsumer commits;
  private final Lanes lanes;
  private final List<WriteBehind<?>> behinds = new CopyOnWriteArrayList<>();
  private final List<Thread> writers = new ArrayList<>();
  private final LogThrottle<String> problems;

  /// The writers that wait for a task.
  private final IdleThreads idle;

  /// The storage of long queries; null until the first one. Guarded by this object.
  private @Nullable Storage reader;

  private volatile boolean isClosed;
  private volatile @Nullable Scheduled cleaning;

  /// The time of the last commit, or of the last moment without a waiting work.
  private volatile long lastProgress;

  /// The last transaction that the database has refused; null when there was none.
  private volatile @Nullable Refused refused;

  private record Refused(long time, String why) {}

  /// Opens the storage of a game, in [Game#start][dev.wharf.server.Game#start]: connects to the
  /// database that `storage.url` names, brings its tables to the newest version, and closes with
  /// the server. The game's [settings][dev.wharf.server.Game#settings] must have [StorageSettings].
  ///
  /// @throws dev.wharf.server.StartException when the database cannot be used
  public static Storage open(GameContext context, Migrations migrations) {
    return open(context, migrations, DatabaseOpener.bySettings());
  }

  /// Opens the storage of a game as [#open(GameContext, Migrations)] does, with a database that may
  /// be another one than that of the settings, such as that of a simulation.
  public static Storage open(GameContext context, Migrations migrations, DatabaseOpener databases) {
    StorageSettings settings = context.settings(StorageSettings.class);
    Database database;
    try {
      database = databases.open(settings, migrations);
    } catch (RuntimeException e) {
      throw StartException.of(context.config(), List.of("storage.url", "storage.user"), e);
    }
    if (settings.url().equals(StorageSettings.MEMORY)) {
      context.warn("WHAT PLAYERS OWN IS LOST WHEN THE SERVER ENDS (storage.url = memory).");
    }
    Storage storage =
        new Storage(
            context.port().runtime(),
            database,
            settings,
            context.counters(StorageEvent.class),
            context.timer("storage", TIMES, "part", "work"),
            context.timer("storage", TIMES, "part", "commit"));
    context.gauge("storage.waiting", "Works that wait for the database", storage.lanes::count);
    context.gauge("storage.unsaved", "Values that wait to be saved", storage::unsaved);
    context.health(storage::problem);
    context.onLogin( // before the works of the login
        session -> {
          var _ = storage.flush(laneOf(session));
        });
    context.onGoneSave(session -> storage.flush(laneOf(session)));
    context.onStop("storage", storage);
    storage.cleanAfter(FIRST_CLEANING);
    return storage;
  }

  /// Creates a storage on a database whose tables are complete.
  ///
  /// @param times gets the time of each work, in nanoseconds
  /// @param commits gets the time of each commit, in nanoseconds
  public Storage(
      EngineRuntime runtime,
      Database database,
      StorageSettings settings,
      Counters<StorageEvent> counters,
      LongConsumer times,
      LongConsumer commits) {
    this.runtime = runtime;
    this.database = database;
    this.idle = new IdleThreads(runtime);
    this.settings = settings;
    this.counters = counters;
    this.times = times;
    this.commits = commits;
    this.lanes = new Lanes(settings.maxWaiting(), settings.maxWaitingOfOne());
    this.lastProgress = runtime.nanoTime();
    this.problems =
        LogThrottle.perSecond(
            runtime, 1, (what, more) -> log.warn("{}, {} more times in a second", what, more));
    for (int i = 0; i < database.writers(); i++) {
      Writer writer = new Writer(this, database, settings.maxBatch());
      writers.add(
          database.allowsVirtualThreads()
              ? runtime.newVirtualThread("storage-" + i, writer)
              : runtime.newThread("storage-" + i, writer));
    }
    writers.forEach(Thread::start);
  }

  /// Submits a work that only reads and may take long, such as a search of an operator. It sees
  /// what is committed, and no other work waits for it, unless the database is in memory. Such
  /// works run one after the other.
  public <R extends @Nullable Object> Submission<R> read(String lane, Work<R> work) {
    return reader().run(lane, work);
  }

  private synchronized Storage reader() {
    Storage present = reader;
    if (present == null && !isClosed) {
      Database own = database.reader();
      present =
          own.equals(database)
              ? this
              : new Storage(runtime, own, settings, counters, _ -> {}, _ -> {});
      reader = present;
    }
    return present == null ? this : present;
  }

  private static String laneOf(GameSession player) {
    return player.player().account().id();
  }

  /// Submits a work of one player. The lane is the id of the player's account.
  public <R extends @Nullable Object> Submission<R> run(GameSession player, Work<R> work) {
    return run(laneOf(player), work);
  }

  /// Submits a work with one lane.
  public <R extends @Nullable Object> Submission<R> run(String lane, Work<R> work) {
    return submit(List.of(lane), work, false);
  }

  /// Submits a work with several lanes, such as a trade of two players.
  ///
  /// @param names the lanes, at least one
  public <R extends @Nullable Object> Submission<R> run(Set<String> names, Work<R> work) {
    return submit(names.stream().sorted().toList(), work, false);
  }

  /// Submits a work that must not run twice. When a work with this key has run before, the result
  /// is that of the first run, and nothing is changed. So a caller that does not know the outcome
  /// submits the work again. The storage does so itself until the deadline. The database keeps keys
  /// for `storage.keep-keys`.
  ///
  /// @param key names the change, such as a number that the client has drawn. A key that a client
  ///   has chosen must be joined with the id of its account, so that no client can name the change
  ///   of another one
  /// @param work returns a text, which the database keeps with the key
  public Submission<String> runOnce(String key, Set<String> names, Work<String> work) {
    long now = runtime.instant().getEpochSecond();
    return submit(
        names.stream().sorted().toList(), handle -> runOnce(handle, key, work, now), true);
  }

  private static String runOnce(Handle handle, String key, Work<String> work, long now)
      throws Exception {
    int claimed = // waits for another transaction with this key
        handle.execute(
            "INSERT INTO wharf_once (id, result, at) VALUES (?, '', ?) ON CONFLICT DO NOTHING",
            key,
            now);
    if (claimed == 0) {
      return handle
          .createQuery("SELECT result FROM wharf_once WHERE id = :key")
          .bind("key", key)
          .mapTo(String.class)
          .one();
    }
    String result = work.run(handle);
    handle.execute("UPDATE wharf_once SET result = ? WHERE id = ?", result, key);
    return result;
  }

  /// Makes an object that saves values of one kind some time after their change.
  ///
  /// @param save writes a value to the database
  public <V> WriteBehind<V> writeBehind(WriteBehind.Save<V> save) {
    WriteBehind<V> made =
        new WriteBehind<>(
            this, runtime, settings.saveAfter(), settings.maxUnsaved(), counters, save);
    behinds.add(made);
    return made;
  }

  /// Saves the values of a lane that wait.
  ///
  /// @return completes when they are durable
  private CompletableFuture<?> flush(String lane) {
    return CompletableFuture.allOf(
        behinds.stream().map(each -> each.flush(lane)).toArray(CompletableFuture<?>[]::new));
  }

  private int unsaved() {
    return behinds.stream().mapToInt(WriteBehind::count).sum();
  }

  private <R extends @Nullable Object> Submission<R> submit(
      List<String> names, Work<R> work, boolean mayRepeatUnknown) {
    Task<R> task = new Task<>(work, names, mayRepeatUnknown, runtime.nanoTime(), counters);
    if (isClosed) {
      boolean _ = task.fail(new StorageException(Reason.CLOSED, "the storage is closed"));
      return new Submission<>(this, task.outcome());
    }
    if (lanes.count() == 0) {
      lastProgress = task.submitted();
    }
    switch (lanes.add(task)) {
      case REFUSED -> {
        boolean _ =
            task.fail(new StorageException(Reason.BUSY, "too many works wait for the database"));
      }
      case WAITS -> limit(task);
      case READY -> {
        limit(task);
        idle.wakeOne();
      }
    }
    return new Submission<>(this, task.outcome());
  }

  private void limit(Task<?> task) {
    task.setDeadline(runtime.schedule(settings.deadline(), () -> expire(task)));
  }

  private void expire(Task<?> task) {
    if (task.expire(settings.deadline().toMillis() + " ms")) {
      leave(task);
    }
  }

  // ---- for the writers

  Jdbi jdbi(ConnectionFactory connections) {
    return Statements.jdbi(connections, runtime::nanoTime, this::onSlow, settings.slow());
  }

  /// Takes the next task, and waits until there is one. Returns null when the storage is closed and
  /// no task is left.
  @Nullable Task<?> take() {
    return idle.take(lanes::poll, () -> isClosed && lanes.count() == 0);
  }

  /// Takes the next task, if one is ready.
  @Nullable Task<?> poll() {
    return lanes.poll();
  }

  /// Takes a task out of its lanes, so that the next ones can run.
  void leave(Task<?> task) {
    if (lanes.remove(task)) {
      idle.wakeOne();
    }
    if (isClosed && lanes.count() == 0) {
      writers.forEach(runtime::unpark); // they have waited for the end of this task, and end now
    }
  }

  long time() {
    return runtime.nanoTime();
  }

  void onCommitted(long start) {
    long now = runtime.nanoTime();
    lastProgress = now;
    commits.accept(now - start);
    counters.count(StorageEvent.COMMITS);
  }

  void decide(Task<?> task) {
    boolean hasFailed = task.decide() && !(task.failure() instanceof WorkRefusedException);
    if (hasFailed && problems.pass("a work has failed")) {
      log.error("a work with {} lanes has failed", task.lanes().size(), task.failure());
    }
    times.accept(runtime.nanoTime() - task.submitted());
  }

  void fail(Task<?> task, Reason reason, String what, Throwable cause) {
    refused = new Refused(runtime.nanoTime(), String.valueOf(cause.getMessage()));
    if (problems.pass("the database has refused a transaction")) {
      log.error(
          "the database {} has refused a transaction: {}", database.name(), cause.getMessage());
    }
    boolean _ = task.fail(new StorageException(reason, what, cause));
  }

  void countRepeated() {
    counters.count(StorageEvent.WORKS_REPEATED);
  }

  /// Logs that the database cannot be reached, and pauses the writer that has found it out.
  void onUnreachable(Throwable cause) {
    if (problems.pass("the database cannot be reached")) {
      log.warn("the database {} cannot be reached: {}", database.name(), cause.getMessage());
    }
    runtime.parkNanos(Duration.ofMillis(100).toNanos());
  }

  /// Waits for the outcome of a work, on a thread that may block.
  void await(CompletableFuture<?> outcome) throws InterruptedException {
    Duration most = settings.deadline().plus(LONG);
    if (!runtime.await(outcome, most)) {
      throw new IllegalStateException("a work has no outcome after " + most);
    }
  }

  void onDropped(String queue) {
    counters.count(StorageEvent.RESULTS_DROPPED);
    if (problems.pass("a queue had no room for a result")) {
      log.warn("the queue of {} had no room for a result", queue);
    }
  }

  private void onSlow(String statement, long millis) {
    counters.count(StorageEvent.SLOW_STATEMENTS);
    if (problems.pass("a statement was slow")) {
      log.warn("a statement took {} ms: {}", millis, statement);
    }
  }

  // ---- upkeep

  private void cleanAfter(Duration time) {
    cleaning = runtime.schedule(time, this::clean);
  }

  /// Deletes the keys that are older than `storage.keep-keys`, and the actions of operators that
  /// are older than `storage.keep-audit`.
  private void clean() {
    if (isClosed) {
      return;
    }
    var _ =
        run(OWN_LANE, this::deleteOld)
            .future()
            .whenComplete(
                (deleted, _) -> {
                  boolean hasMore = deleted != null && deleted >= MOST_DELETED;
                  cleanAfter(hasMore ? Duration.ZERO : CLEANING);
                });
  }

  private int deleteOld(Handle handle) {
    Instant now = runtime.instant();
    long oldestKey = now.minus(settings.keepKeys()).getEpochSecond();
    long oldestEntry = now.minus(settings.keepAudit()).getEpochSecond();
    return deleteOld(handle, "wharf_once", "id", oldestKey)
        + deleteOld(handle, "wharf_audit", "entry_id", oldestEntry);
  }

  private static int deleteOld(Handle handle, String table, String key, long oldest) {
    return handle.execute(
        "DELETE FROM %1$s WHERE %2$s IN (SELECT %2$s FROM %1$s WHERE at < ? LIMIT ?)"
            .formatted(table, key),
        oldest,
        MOST_DELETED);
  }

  /// Returns what is wrong with the database, for the health check; null when nothing is.
  public @Nullable String problem() {
    long now = runtime.nanoTime();
    int waiting = lanes.count();
    long silent = now - lastProgress;
    if (waiting > 0 && silent > LONG.toNanos()) {
      return "storage: no commit for %d s, %d works wait"
          .formatted(Duration.ofNanos(silent).toSeconds(), waiting);
    }
    Refused last = refused;
    return last != null && now - last.time < TOLD.toNanos()
        ? "storage: the database has refused a transaction in the last %d s: %s"
            .formatted(TOLD.toSeconds(), last.why)
        : null;
  }

  /// Saves the values that wait, refuses further works, runs the works that wait, and closes the
  /// database. Waits until all is done. A work that hangs ends the wait at its deadline.
  @Override
  public void close() {
    behinds.forEach(WriteBehind::flushAll);
    isClosed = true;
    Scheduled timer = cleaning;
    if (timer != null) {
      timer.cancel();
    }
    writers.forEach(runtime::unpark);
    if (!haveEnded(settings.deadline().plus(LONG))) {
      writers.forEach(Thread::interrupt);
      log.error(
          "the database {} did not answer, so a thread of the storage is left", database.name());
    }
    int lost = unsaved();
    if (lost > 0) {
      log.error("{} values that wait to be saved are lost", lost);
    }
    closeReader();
    database.close();
  }

  private void closeReader() {
    Storage present;
    synchronized (this) {
      present = reader;
    }
    if (present != null && !present.equals(this)) {
      present.close();
    }
  }

  private boolean haveEnded(Duration time) {
    boolean ended = true;
    try {
      for (Thread writer : writers) {
        ended &= runtime.join(writer, time);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return ended;
  }
}
