package dev.wharf.storage.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/// A database that the storage can use. The storage's writers call it on their threads.
///
/// Implementations: [SqliteDatabase], [PostgresDatabase], and those of tests, which fail at random.
public interface Database extends AutoCloseable {
  /// Returns the name for messages: an address or a path, without a password.
  String name();

  /// Returns how many transactions may run side by side, at least 1.
  int writers();

  /// Returns whether a writer may run on a virtual thread. A driver that calls native code keeps
  /// the platform thread under a virtual thread, so its writer has a platform thread.
  boolean allowsVirtualThreads();

  /// Returns the texts by which this database's dialect differs. A migration contains `${NAME}`
  /// where the text belongs.
  Map<String, String> dialect();

  /// Returns a connection for one transaction. The caller closes it.
  ///
  /// @throws SQLException when the database cannot be reached in time
  Connection connect() throws SQLException;

  /// Returns a connection that may take longer than the others for an answer, for migrations. The
  /// caller closes it.
  ///
  /// @throws SQLException when the database cannot be reached in time
  default Connection connectForLong() throws SQLException {
    return connect();
  }

  /// Returns this database with connections of its own, for long queries that only read, so that
  /// the writers do not wait for them. The caller closes it. Returns this object when the database
  /// can have no further connections.
  default Database reader() {
    return this;
  }

  /// Closes a connection that has failed, so that nobody gets it again.
  void discard(Connection connection);

  /// Returns whether an error ends the whole transaction, and not the statement alone.
  boolean endsTransaction(SQLException error);

  /// Returns whether the transaction may be in the database, although its commit has failed with
  /// this error.
  boolean leavesCommitUnknown(SQLException error);

  /// Closes all connections.
  @Override
  void close();
}
