package dev.wharf.storage;

import dev.wharf.server.admin.AuditEntry;
import dev.wharf.server.admin.AuditLog;
import dev.wharf.server.admin.TablePage;
import dev.wharf.server.admin.TableQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;

/// Keeps the actions of operators in the database, for `storage.keep-audit`. A game passes one to
/// [GameContext#auditLog][dev.wharf.server.GameContext#auditLog]. Thread-safe.
public final class AuditTable implements AuditLog {
  private static final String LANE = "wharf:audit";
  private static final String FOUND =
      "wharf_audit WHERE LOWER(operator || ' ' || address || ' ' || action || ' ' || subject"
          + " || ' ' || details || ' ' || outcome || ' ' || result) LIKE LOWER(:text) ESCAPE '!'";

  private final Storage storage;
  private final TablePages<AuditEntry> pages;

  /// Creates the log of a database.
  public AuditTable(Storage storage) {
    this.storage = storage;
    this.pages = new TablePages<>(storage, FOUND, List.of("entry_id DESC"), (row, _) -> entry(row));
  }

  @Override
  public CompletionStage<?> add(AuditEntry entry) {
    return storage.run(LANE, handle -> insert(handle, entry)).future();
  }

  private static int insert(Handle handle, AuditEntry entry) {
    return handle.execute(
        "INSERT INTO wharf_audit"
            + " (at, operator, address, action, subject, details, outcome, result, account)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.time().getEpochSecond(),
        entry.operator(),
        entry.address(),
        entry.action(),
        entry.subject(),
        entry.details(),
        entry.outcome().name(),
        entry.result(),
        entry.account());
  }

  @Override
  public CompletionStage<TablePage<AuditEntry>> find(TableQuery query) {
    return pages.apply(query);
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        Instant.ofEpochSecond(row.getLong("at")),
        row.getString("operator"),
        row.getString("address"),
        row.getString("action"),
        row.getString("subject"),
        row.getString("details"),
        AuditEntry.Outcome.valueOf(row.getString("outcome")),
        row.getString("result"),
        row.getString("account"));
  }

  /// Removes an account from the entries about it, because the account is deleted: its id, and the
  /// texts that may name its player. Who did which kind of action at what time stays. A part of a
  /// work.
  ///
  /// @param account the id of the account
  /// @param subject how the actions on accounts call it, for entries without an id, such as those
  ///   of refused actions
  /// @param actions the actions on accounts, at least one
  public static void forget(Handle handle, String account, String subject, List<String> actions) {
    handle
        .createUpdate(
            "UPDATE wharf_audit SET details = '', result = '', account = ''"
                + " WHERE account = :account OR (subject = :subject AND action IN (<actions>))")
        .bind("account", account)
        .bind("subject", subject)
        .bindList("actions", actions)
        .execute();
  }
}
