package dev.wharf.storage.faulty;

import dev.wharf.storage.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The faults of a [FaultyDatabase]. The thread that uses a connection calls the methods in place
/// of the database. A method may wait, throw, and pass the call on to the database or not. The
/// defaults pass each call on.
///
/// An exception of [FaultyDatabase#broken] breaks the connection: its further calls fail, too.
public interface DatabaseFaults {
  /// A call that waits for the fault's decision.
  @FunctionalInterface
  interface Call {
    /// Passes the call on to the database.
    ///
    /// @return the result of the call
    @Nullable Object run() throws SQLException;
  }

  /// Called in place of connecting.
  ///
  /// @param behind the database without faults
  default Connection connect(Database behind) throws SQLException {
    return behind.connect();
  }

  /// Called in place of a statement, and in place of a rollback.
  default @Nullable Object execute(Call statement) throws SQLException {
    return statement.run();
  }

  /// Called in place of a commit.
  ///
  /// @param connection the connection to the database behind, without faults
  default void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /// Called in place of closing a connection. A database whose caller has lost the connection may
  /// still commit.
  ///
  /// @param connection the connection to the database behind, without faults
  default void close(Connection connection) throws SQLException {
    connection.close();
  }
}
