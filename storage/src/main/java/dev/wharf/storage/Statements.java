package dev.wharf.storage;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
  /// @param clock returns the time in nanoseconds
  /// @param onSlow gets each slow statement without its parameters, and its time in milliseconds
  static Jdbi jdbi(
      ConnectionFactory connections,
      LongSupplier clock,
      ObjLongConsumer<String> onSlow,
      Duration slow) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.setTransactionHandler(new NoTransactions());
    jdbi.getConfig(Handles.class).setForceEndTransactions(false); // the writer has committed it
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(MessageRendering.NONE); // no parameters: they are texts of players
    jdbi.setSqlLogger(new SlowStatements(clock, onSlow, slow.toMillis()));
    return jdbi;
  }

  /// Measures statements by the runtime's clock. Only one statement runs at a time.
  private static final class SlowStatements implements SqlLogger {
    private final LongSupplier clock;
    private final ObjLongConsumer<String> onSlow;
    private final long slowMillis;
    private long began;

    SlowStatements(LongSupplier clock, ObjLongConsumer<String> onSlow, long slowMillis) {
      this.clock = clock;
      this.onSlow = onSlow;
      this.slowMillis = slowMillis;
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
      began = clock.getAsLong();
    }

    @Override
    public void logAfterExecution(StatementContext context) {
      long millis = TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - began);
      if (millis >= slowMillis) {
        onSlow.accept(context.getRawSql(), millis);
      }
    }
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
