package dev.wharf.server.admin;

import java.util.concurrent.CompletionStage;

/// Keeps the actions of operators, for example in the game's database. Without one, the admin port
/// keeps the last `admin.audit-entries` in memory. Each action is in the server's log in any case.
///
/// The admin port calls both methods on virtual threads, and several at one time. Each call must
/// complete within five seconds.
public interface AuditLog {
  /// Stores an entry. The operator gets the result of the action after the stage has completed.
  /// When the stage fails, the action stays done: the server logs and counts it, and tells the
  /// operator.
  CompletionStage<?> add(AuditEntry entry);

  /// Returns a page of the entries, the latest first. The query has a text and an offset, and no
  /// column to sort by.
  CompletionStage<TablePage<AuditEntry>> find(TableQuery query);
}
