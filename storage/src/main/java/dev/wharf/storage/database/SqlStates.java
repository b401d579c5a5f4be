package dev.wharf.storage.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The classes of SQL states (ISO/IEC 9075) that the databases share.
final class SqlStates {
  private static final String CONNECTION = "08";
  private static final String ROLLED_BACK = "40";

  private SqlStates() {}

  /// Returns whether the error says that the connection is broken.
  static boolean isConnection(SQLException error) {
    return begins(error.getSQLState(), CONNECTION);
  }

  /// Returns whether the error says that the transaction was rolled back, such as a deadlock.
  static boolean isRolledBack(SQLException error) {
    return begins(error.getSQLState(), ROLLED_BACK);
  }

  static boolean begins(@Nullable String state, String with) {
    return state != null && state.startsWith(with);
  }
}
