package dev.wharf.storage;

import dev.wharf.storage.database.Database;
import dev.wharf.storage.faulty.DatabaseFaults;
import dev.wharf.storage.faulty.FaultyDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/// The faults that a test asks for, each once. The test's thread asks for them, and the storage's
/// thread meets them.
final class NextFault implements DatabaseFaults {
  /// The fault of the next commit.
  private volatile CommitFault next = CommitFault.NONE;

  private volatile boolean isAway;
  private volatile int maxPages;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile boolean isCommitting;

  enum CommitFault {
    NONE,
    /// The transaction is in the database, and the caller gets an error.
    COMMITS_AND_BREAKS,
    /// The transaction is not in the database, and the caller gets the same error.
    LOSES_AND_BREAKS,
    /// The transaction is in the database, and the caller gets an error of the JVM.
    COMMITS_AND_FAILS,
    /// The transaction is rolled back, and the error says so.
    ROLLS_BACK
  }

  void failNextCommit(CommitFault fault) {
    next = fault;
  }

  /// Makes commits hang until [#release].
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  boolean isCommitting() {
    return isCommitting;
  }

  void setAway(boolean away) {
    isAway = away;
  }

  /// Limits the size of the database, as a full disk does; 0 for no limit.
  void setMaxPages(int pages) {
    maxPages = pages;
  }

  @Override
  public Connection connect(Database behind) throws SQLException {
    if (isAway) {
      throw FaultyDatabase.broken("the database is away");
    }
    Connection connection = behind.connect();
    try (Statement statement = connection.createStatement()) {
      int limit = maxPages == 0 ? Integer.MAX_VALUE : maxPages; // at least the present size
      statement.execute("PRAGMA max_page_count = " + limit);
    }
    return connection;
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    isCommitting = true;
    awaitRelease();
    CommitFault fault = next;
    next = CommitFault.NONE;
    switch (fault) {
      case NONE -> connection.commit();
      case COMMITS_AND_BREAKS -> {
        connection.commit();
        throw FaultyDatabase.broken("the connection broke");
      }
      case LOSES_AND_BREAKS -> {
        connection.rollback();
        throw FaultyDatabase.broken("the connection broke");
      }
      case COMMITS_AND_FAILS -> {
        connection.commit();
        throw new LinkageError("a fault of the driver");
      }
      case ROLLS_BACK -> throw FaultyDatabase.rolledBack("a deadlock");
    }
    isCommitting = false;
  }

  private void awaitRelease() {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
