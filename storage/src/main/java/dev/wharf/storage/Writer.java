package dev.wharf.storage;

import dev.wharf.storage.StorageException.Reason;
import dev.wharf.storage.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs tasks in transactions, on a thread of its own, until the storage closes.
///
/// **Group commit.** A transaction has all tasks that are ready, up to a limit: a commit waits for
/// the disk, and it waits for many tasks as long as for one. A savepoint lies before each task but
/// the first, so a task that throws undoes its own changes alone. The callers get their outcomes
/// after the commit. This holds for failures, too, because a task may have failed on what an
/// earlier one had changed.
///
/// **Failures.** When a transaction was rolled back, its tasks run again, each in a transaction of
/// its own, so that one of them cannot stop the others. When it is not known whether a commit has
/// happened, a task with a key runs again, because the key tells whether the task has run. The
/// other tasks have an unknown outcome.
///
/// All methods are for the writer's thread.
final class Writer implements Runnable {
  /// How often a task may be rolled back, for instance by a deadlock with another writer.
  private static final int MOST_ROLLBACKS = 5;

  private final Storage storage;
  private final Database database;
  private final int maxBatch;

  private static final String NOT_ANSWERED = "the database did not answer the commit";

  private static final String FIRST_SAVEPOINT = "SAVEPOINT task";

  /// One statement, so that it takes one round trip to the database.
  private static final String NEXT_SAVEPOINT = "RELEASE SAVEPOINT task; SAVEPOINT task";

  /// The access to statements on [#connection].
  private final Jdbi jdbi;

  /// The connection of the present transaction; null between two.
  private @Nullable Connection connection;

  /// Whether a task leaves its lanes before the commit. An only writer runs all tasks in their
  /// order, so that the next task of a player may be in the same transaction.
  private final boolean isAlone;

  /// Whether a task has succeeded in the present transaction.
  private boolean hasRun;

  /// Whether there is a savepoint in the present transaction.
  private boolean hasSavepoint;

  /// @param maxBatch the most tasks of a transaction
  Writer(Storage storage, Database database, int maxBatch) {
    this.storage = storage;
    this.database = database;
    this.jdbi = storage.jdbi(() -> Objects.requireNonNull(connection));
    this.maxBatch = maxBatch;
    this.isAlone = database.writers() == 1;
  }

  @Override
  public void run() {
    for (Task<?> first = storage.take(); first != null; first = storage.take()) {
      List<Task<?>> batch = new ArrayList<>();
      batch.add(first);
      try {
        attempt(batch, true);
        batch.forEach(this::finishAlone);
      } catch (Throwable t) { // the next tasks can still run
        batch.forEach(task -> storage.fail(task, Reason.UNKNOWN, NOT_ANSWERED, t));
      } finally {
        batch.forEach(storage::leave);
      }
    }
  }

  private void finishAlone(Task<?> task) {
    while (!task.isDecided()) {
      storage.countRepeated();
      attempt(List.of(task), false);
    }
  }

  /// Runs tasks in one transaction. When it fails, some of them are not decided.
  ///
  /// @param batch gets the further tasks of the transaction
  /// @param mayGrow whether the transaction may have further tasks
  private void attempt(List<Task<?>> batch, boolean mayGrow) {
    Connection present;
    try {
      present = database.connect();
    } catch (SQLException e) {
      storage.onUnreachable(e);
      return;
    }
    connection = present;
    try (Handle handle = jdbi.open()) { // closes the connection, too
      transact(present, handle, batch, mayGrow);
    } catch (JdbiException e) {
      storage.onUnreachable(e); // the connection did not close; the outcomes are decided
    }
  }

  private void transact(Connection present, Handle handle, List<Task<?>> batch, boolean mayGrow) {
    try {
      runAll(present, handle, batch, mayGrow);
    } catch (Throwable t) {
      onRolledBack(present, batch, t);
      return;
    }
    commit(present, batch);
  }

  private void runAll(Connection present, Handle handle, List<Task<?>> batch, boolean mayGrow)
      throws SQLException {
    present.setAutoCommit(false);
    hasRun = hasSavepoint = false;
    for (int i = 0; i < batch.size(); i++) {
      Task<?> task = batch.get(i);
      if (task.begin()) {
        run(present, handle, task);
      }
      if (isAlone) {
        storage.leave(task);
      }
      if (mayGrow && i == batch.size() - 1 && batch.size() < maxBatch) {
        Task<?> next = storage.poll();
        if (next != null) {
          batch.add(next);
        }
      }
    }
  }

  private void run(Connection present, Handle handle, Task<?> task) throws SQLException {
    if (hasRun) {
      execute(present, hasSavepoint ? NEXT_SAVEPOINT : FIRST_SAVEPOINT);
      hasSavepoint = true;
    }
    try {
      task.run(handle);
      hasRun = true;
    } catch (Throwable t) {
      SQLException error = sqlErrorIn(t);
      if (error != null && database.endsTransaction(error)) {
        throw error;
      }
      undo(present);
      task.setFailure(t);
    }
  }

  /// Undoes the changes of the last task.
  private void undo(Connection present) throws SQLException {
    if (hasSavepoint) {
      execute(present, "ROLLBACK TO SAVEPOINT task");
    } else {
      present.rollback(); // no other task has changed anything
    }
  }

  private static void execute(Connection present, String sql) throws SQLException {
    try (Statement statement = present.createStatement()) {
      statement.executeUpdate(sql); // with SQLite, execute() would run only the first part
    }
  }

  private static @Nullable SQLException sqlErrorIn(@Nullable Throwable thrown) {
    return thrown == null || thrown instanceof SQLException
        ? (SQLException) thrown
        : sqlErrorIn(thrown.getCause());
  }

  private void commit(Connection present, List<Task<?>> batch) {
    long start = storage.time();
    try {
      present.commit();
    } catch (Throwable t) {
      if (t instanceof SQLException e && !database.leavesCommitUnknown(e)) {
        onRolledBack(present, batch, t);
      } else {
        onUnknown(present, batch, t);
      }
      return;
    }
    storage.onCommitted(start);
    batch.forEach(storage::decide);
  }

  private void onRolledBack(Connection present, List<Task<?>> batch, Throwable cause) {
    abandon(present, cause); // before the handle closes the connection
    for (Task<?> task : batch) {
      if (task.countRollback() > MOST_ROLLBACKS) {
        storage.fail(task, Reason.FAILED, "its transaction was rolled back", cause);
      }
    }
  }

  private void onUnknown(Connection present, List<Task<?>> batch, Throwable cause) {
    abandon(present, cause);
    for (Task<?> task : batch) {
      if (!task.mayRepeatUnknown()) {
        storage.fail(task, Reason.UNKNOWN, NOT_ANSWERED, cause);
      }
    }
  }

  /// Ends a transaction that has failed. The connection may be broken, so nobody gets it again. A
  /// rollback fails when the database has made it already, or cannot be reached. Then the next
  /// connection tells.
  private void abandon(Connection failed, Throwable cause) {
    try {
      failed.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    database.discard(failed);
  }
}
