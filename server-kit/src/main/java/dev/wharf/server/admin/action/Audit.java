package dev.wharf.server.admin.action;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.AuditEntry;
import dev.wharf.server.admin.AuditLog;
import dev.wharf.server.admin.call.BoundedCalls;
import dev.wharf.server.admin.http.AdminFailure;
import dev.wharf.server.metrics.Counters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records the actions of operators: each in the server's log, and in the [AuditLog] of the game. A
/// game without one has the last of them in memory. Thread-safe.
public final class Audit {
  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  /// The largest number of calls of the game's audit log in progress.
  private static final int MOST_CALLS = 16;

  /// The largest number of characters of a part of an entry in the log.
  private static final int MOST_LOGGED = 300;

  private final int most;
  private final @Nullable AuditLog ofGame;
  private final BoundedCalls calls;
  private final Counters<AdminFailure> failures;

  /// The last entries, the latest first. Guarded by its own monitor.
  private final Deque<AuditEntry> last = new ArrayDeque<>();

  /// Creates an audit without entries in memory.
  ///
  /// @param most the largest number of entries in memory
  /// @param ofGame the audit log of the game; null when it has none
  /// @param failures counts the entries that the game's audit log did not store
  public Audit(
      int most, @Nullable AuditLog ofGame, BoundedCalls calls, Counters<AdminFailure> failures) {
    this.most = most;
    this.ofGame = ofGame;
    this.calls = calls;
    this.failures = failures;
  }

  /// Records an action.
  ///
  /// @return a stage that completes when the entry is stored, with false when the game's audit log
  ///   did not store it
  CompletionStage<Boolean> record(AuditEntry entry) {
    log.info(
        "operator '{}' at {}: {} '{}' [{}]: {}, {}",
        escaped(entry.operator()),
        entry.address(),
        entry.action(),
        escaped(entry.subject()),
        escaped(entry.details()),
        lowerCase(entry.outcome()),
        escaped(entry.result()));
    AuditLog stored = ofGame;
    if (stored == null) {
      remember(entry);
      return CompletableFuture.completedFuture(true);
    }
    return calls
        .<Object>call("the audit log", MOST_CALLS, () -> stored.add(entry).thenApply(_ -> true))
        .handle((_, thrown) -> thrown == null || countLost());
  }

  private void remember(AuditEntry entry) {
    synchronized (last) {
      last.addFirst(entry);
      if (last.size() > most) {
        last.removeLast();
      }
    }
  }

  private boolean countLost() {
    failures.count(AdminFailure.AUDIT);
    return false;
  }

  /// Returns the table of the recorded actions, the latest first: those of the game's audit log, or
  /// those in memory.
  public AdminTable<AuditEntry> table() {
    AuditLog stored = ofGame;
    AdminTable<AuditEntry> table =
        stored == null
            ? AdminTable.of("audit", this::count, this::latest)
            : AdminTable.ofQuery("audit", stored::find);
    return table
        .column("time", AuditEntry::time)
        .column("operator", AuditEntry::operator)
        .column("action", AuditEntry::action)
        .column("subject", AuditEntry::subject)
        .column("details", AuditEntry::details)
        .column("outcome", entry -> lowerCase(entry.outcome()))
        .column("result", AuditEntry::result)
        .column("address", AuditEntry::address);
  }

  private int count() {
    synchronized (last) {
      return last.size();
    }
  }

  private List<AuditEntry> latest(int atMost) {
    synchronized (last) {
      return last.stream().limit(atMost).toList();
    }
  }

  private static String escaped(String text) {
    return PeerText.escape(text, MOST_LOGGED);
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
