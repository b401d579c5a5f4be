package dev.wharf.storage.faulty;

import dev.wharf.storage.database.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database for tests that fails as its [DatabaseFaults] say. Between two faults it is the
/// database behind it. As thread-safe as its faults and the database behind it.
public final class FaultyDatabase implements Database {
  /// The state of a broken connection (ISO/IEC 9075, like the next one).
  private static final String BROKEN = "08006";

  /// The state of a transaction that was rolled back: a deadlock.
  private static final String ROLLED_BACK = "40P01";

  private final Database behind;
  private final DatabaseFaults faults;

  /// Creates a database in front of another one, which closes with it.
  public FaultyDatabase(Database behind, DatabaseFaults faults) {
    this.behind = behind;
    this.faults = faults;
  }

  /// Returns the error of a connection that breaks.
  public static SQLException broken(String why) {
    return new SQLException(why, BROKEN);
  }

  /// Returns the error of a transaction that the database has rolled back.
  public static SQLException rolledBack(String why) {
    return new SQLException(why, ROLLED_BACK);
  }

  /// Returns whether an error is one of [#broken].
  public static boolean isBroken(SQLException error) {
    return BROKEN.equals(error.getSQLState());
  }

  @Override
  public Connection connect() throws SQLException {
    return proxy(Connection.class, new FaultyConnection(faults.connect(behind), faults));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public boolean endsTransaction(SQLException error) {
    return isBroken(error)
        || ROLLED_BACK.equals(error.getSQLState())
        || behind.endsTransaction(error);
  }

  @Override
  public boolean leavesCommitUnknown(SQLException error) {
    return isBroken(error) || behind.leavesCommitUnknown(error);
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
    behind.discard(((FaultyConnection) Proxy.getInvocationHandler(connection)).behind);
  }

  @Override
  public void close() {
    behind.close();
  }

  /// A connection whose calls the faults decide.
  private static final class FaultyConnection implements InvocationHandler {
    private final Connection behind;
    private final DatabaseFaults faults;

    /// Whether a call has broken the connection.
    private boolean isBroken;

    FaultyConnection(Connection behind, DatabaseFaults faults) {
      this.behind = behind;
      this.faults = faults;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws SQLException {
      String name = method.getName();
      if (name.equals("close")) {
        faults.close(behind);
        return null;
      }
      if (name.equals("commit")) {
        return attempt(
            () -> {
              faults.commit(behind);
              return null;
            });
      }
      if (name.equals("rollback")) {
        return attempt(() -> faults.execute(() -> call(behind, method, arguments)));
      }
      return switch (call(behind, method, arguments)) {
        case PreparedStatement made -> proxy(PreparedStatement.class, statement(made));
        case Statement made -> proxy(Statement.class, statement(made));
        case null -> null;
        case Object result -> result;
      };
    }

    private InvocationHandler statement(Statement made) {
      return (_, method, arguments) ->
          method.getName().startsWith("execute")
              ? attempt(() -> faults.execute(() -> call(made, method, arguments)))
              : call(made, method, arguments);
    }

    private @Nullable Object attempt(DatabaseFaults.Call call) throws SQLException {
      if (isBroken) {
        throw broken("the connection is broken");
      }
      try {
        return call.run();
      } catch (SQLException e) {
        isBroken = isBroken(e);
        throw e;
      }
    }

    private static @Nullable Object call(
        Object target, Method method, Object @Nullable [] arguments) throws SQLException {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        switch (e.getCause()) {
          case SQLException cause -> throw cause;
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw new IllegalStateException(e);
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
