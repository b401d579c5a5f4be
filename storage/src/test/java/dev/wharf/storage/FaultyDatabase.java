package dev.wharf.storage;

import dev.wharf.storage.database.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A database that fails as a test wants. Between two faults it is the one behind it.
final class FaultyDatabase implements Database {
  /// The state of a broken connection (ISO/IEC 9075).
  private static final String BROKEN = "08006";

  private final Database behind;

  /// The fault of the next commit. Each fault happens once.
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

  FaultyDatabase(Database behind) {
    this.behind = behind;
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

  private void commit(Connection connection) throws SQLException {
    isCommitting = true;
    awaitRelease();
    CommitFault fault = next;
    next = CommitFault.NONE;
    switch (fault) {
      case NONE -> connection.commit();
      case COMMITS_AND_BREAKS -> {
        connection.commit();
        throw new SQLException("the connection broke", BROKEN);
      }
      case LOSES_AND_BREAKS -> {
        connection.rollback();
        throw new SQLException("the connection broke", BROKEN);
      }
      case COMMITS_AND_FAILS -> {
        connection.commit();
        throw new LinkageError("a fault of the driver");
      }
      case ROLLS_BACK -> throw new SQLException("a deadlock", "40P01");
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

  @Override
  public Connection connect() throws SQLException {
    if (isAway) {
      throw new SQLException("the database is away", BROKEN);
    }
    Connection connection = behind.connect();
    try (Statement statement = connection.createStatement()) {
      int limit = maxPages == 0 ? Integer.MAX_VALUE : maxPages; // at least the present size
      statement.execute("PRAGMA max_page_count = " + limit);
    }
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Behind(connection));
  }

  /// Passes the calls of a connection on, and commits as the test wants.
  private final class Behind implements InvocationHandler {
    final Connection connection;

    Behind(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("commit")) {
        commit(connection);
        return null;
      }
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Override
  public boolean endsTransaction(SQLException error) {
    return isBroken(error) || behind.endsTransaction(error);
  }

  @Override
  public boolean leavesCommitUnknown(SQLException error) {
    return isBroken(error) || behind.leavesCommitUnknown(error);
  }

  private static boolean isBroken(SQLException error) {
    return BROKEN.equals(error.getSQLState());
  }

  @Override
  public String name() {
    return behind.name();
  }

  @Override
  public int writers() {
    return behind.writers();
  }

  @Override
  public boolean allowsVirtualThreads() {
    return behind.allowsVirtualThreads();
  }

  @Override
  public Map<String, String> dialect() {
    return behind.dialect();
  }

  @Override
  public void discard(Connection connection) {
    behind.discard(((Behind) Proxy.getInvocationHandler(connection)).connection);
  }

  @Override
  public void close() {
    behind.close();
  }
}
