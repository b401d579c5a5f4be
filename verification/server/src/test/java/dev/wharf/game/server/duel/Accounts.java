package dev.wharf.game.server.duel;

import dev.wharf.server.GameContext;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.ActionField;
import dev.wharf.server.admin.ActionResult;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.TablePage;
import dev.wharf.server.admin.TableQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;

/// The accounts of a game, as operators see and ban them. A map on another thread stands in for the
/// database.
final class Accounts {
  private final Map<String, Account> rows = new ConcurrentSkipListMap<>();
  private final Executor database;

  /// An account.
  ///
  /// @param banned the reason and the end of the ban; empty when there is none
  record Account(String name, String banned) {}

  Accounts(Executor database, List<String> names) {
    this.database = database;
    names.forEach(name -> rows.put(name, new Account(name, "")));
  }

  /// Adds the table and the action to the console.
  void addTo(GameContext context) {
    context.table(
        AdminTable.<Account>ofQuery("accounts", this::find)
            .column("name", Account::name)
            .column("banned", Account::banned)
            .sortable("name"));
    context.action(
        AdminAction.of("ban", "Bans an account, so that its player cannot log in", this::ban)
            .field(ActionField.text("account", 24))
            .field(ActionField.text("reason", 200))
            .field(ActionField.time("until").optional())
            .onRow("accounts", "name"));
  }

  private CompletionStage<TablePage<Account>> find(TableQuery query) {
    return CompletableFuture.supplyAsync(() -> select(query), database);
  }

  private TablePage<Account> select(TableQuery query) {
    List<Account> found =
        rows.values().stream().filter(account -> account.name().contains(query.text())).toList();
    Comparator<Account> order = Comparator.comparing(Account::name);
    return new TablePage<>(
        found.stream()
            .sorted(query.descending() ? order.reversed() : order)
            .skip(query.offset())
            .limit(query.limit())
            .toList(),
        found.size());
  }

  private CompletionStage<ActionResult> ban(ActionCall call) {
    String name = call.text("account");
    Instant end = call.time("until").orElse(Instant.MAX);
    return update(name, call.text("reason"), end)
        .thenApply(
            found ->
                found
                    ? ActionResult.done(name + " is banned")
                    : ActionResult.refused("no account has this name"));
  }

  private CompletionStage<Boolean> update(String name, String reason, Instant end) {
    return CompletableFuture.supplyAsync(
        () -> rows.computeIfPresent(name, (_, _) -> new Account(name, reason + ", " + end)) != null,
        database);
  }
}
