package dev.wharf.server.admin.console;

import dev.wharf.engine.Ledger;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.admin.ActionField;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.action.Actions;
import dev.wharf.server.admin.chart.Rates;
import dev.wharf.server.admin.chart.Totals;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.metrics.SendQueues;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The present state of the server as a document: figures, and the names of the tables and actions.
/// Its size does not depend on the number of sessions. Thread-safe.
final class StateDocument {
  private static final Logger log = LoggerFactory.getLogger(StateDocument.class);

  private final LogThrottle<String> failures;
  private final boolean canChange;
  private final AdminSources sources;
  private final List<AdminTable<?>> tables;
  private final Actions actions;
  private final Rates rates;
  private final Health health;

  /// The whole document.
  ///
  /// @param canChange whether `admin.token` is set; without it, the server refuses all actions
  /// @param sessions the number of open sessions, and of those of absent players
  /// @param playersAbsent how many of the players have no connection and may come back
  record State(
      boolean ready,
      long uptimeSeconds,
      String address,
      String provider,
      int workers,
      boolean canChange,
      Totals perSecond,
      Totals total,
      SendQueues sendQueues,
      Owned ledger,
      int sessions,
      int players,
      int playersAbsent,
      List<Table> tables,
      List<Action> actions) {}

  record Owned(long sessions, long operations, long buffers) {}

  /// A table.
  ///
  /// @param count the number of all rows; null when the table comes from a query, or its count
  ///   threw
  /// @param sortable the columns to sort by
  /// @param ofKit whether the kit has made the table
  record Table(
      String name,
      @Nullable Integer count,
      List<String> columns,
      List<String> sortable,
      boolean ofKit) {}

  /// An action.
  ///
  /// @param table the table whose rows offer the action; empty when there is none
  /// @param column the column whose value becomes the first field
  record Action(String name, String description, List<Field> fields, String table, String column) {}

  record Field(String name, String kind, boolean required, int maxChars) {}

  StateDocument(
      boolean canChange,
      AdminSources sources,
      List<AdminTable<?>> tables,
      Actions actions,
      Rates rates,
      Health health) {
    this.canChange = canChange;
    this.sources = sources;
    this.tables = tables;
    this.actions = actions;
    this.rates = rates;
    this.health = health;
    this.failures =
        new LogThrottle<>(
            sources.port().runtime(),
            1,
            Duration.ofMinutes(1),
            (table, more) ->
                log.error(
                    "the count of the admin table {} failed {} more times in the last minute",
                    table,
                    more));
  }

  State state() {
    Ledger ledger = sources.port().ledger();
    return new State(
        health.isReady(),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
        Addresses.text(sources.service().localAddress()),
        sources.port().providerName(),
        sources.port().options().workers(),
        canChange,
        rates.perSecond(),
        Totals.of(sources.service().counters(), sources.metrics().packetsReceived()),
        sources.metrics().sendQueues(),
        new Owned(ledger.liveSessions(), ledger.pendingOperations(), ledger.buffersOut()),
        sources.service().sessionCount() + sources.absences().count(),
        sources.players().count(),
        sources.absences().count(),
        tables.stream().map(this::table).toList(),
        actions.all().stream().map(StateDocument::action).toList());
  }

  private Table table(AdminTable<?> table) {
    return new Table(
        table.name(),
        countOf(table),
        table.columns(),
        table.sortable(),
        KitTables.NAMES.contains(table.name()));
  }

  private @Nullable Integer countOf(AdminTable<?> table) {
    try {
      return table.count().isPresent() ? table.count().getAsInt() : null;
    } catch (RuntimeException e) {
      if (failures.pass(table.name())) {
        log.error("the count of the admin table {} failed", table.name(), e);
      }
      return null;
    }
  }

  private static Action action(AdminAction action) {
    return new Action(
        action.name(),
        action.description(),
        action.fields().stream().map(StateDocument::field).toList(),
        action.table(),
        action.column());
  }

  private static Field field(ActionField field) {
    return new Field(
        field.name(),
        field.kind().name().toLowerCase(Locale.ROOT),
        field.isRequired(),
        field.maxChars());
  }
}
