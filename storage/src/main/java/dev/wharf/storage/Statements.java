package dev.wharf.storage;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.ObjLongConsumer;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;

/// Makes the access to statements that works get: it tells of slow statements, and refuses to begin
/// or to end a transaction, because the storage does both for several works at once.
final class Statements {
  private Statements() {}

  /// @param connections returns the connection of the present transaction
  /// @param onSlow gets each slow statement without its parameters, and its time in milliseconds
  static Jdbi jdbi(ConnectionFactory connections, ObjLongConsumer<String> onSlow, Duration slow) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.setTransactionHandler(new NoTransactions());
    jdbi.getConfig(Handles.class).setForceEndTransactions(false); // the writer has committed it
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(MessageRendering.NONE); // no parameters: they are texts of players
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            long millis = context.getElapsedTime(ChronoUnit.MILLIS);
            if (millis >= slow.toMillis()) {
              onSlow.accept(context.getRawSql(), millis);
            }
          }
        });
    return jdbi;
  }

  private static final class NoTransactions extends LocalTransactionHandler {
    @Override
    public void begin(Handle handle) {
      throw refusal();
    }

    @Override
    public void commit(Handle handle) {
      throw refusal();
    }

    @Override
    public void rollback(Handle handle) {
      throw refusal();
    }

    private static UnsupportedOperationException refusal() {
      return new UnsupportedOperationException(
          "the storage begins and ends the transactions of works");
    }
  }
}
