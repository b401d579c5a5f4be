package dev.wharf.server.admin;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A game with 10,000 accounts behind a query, tables that fail, and actions on accounts.
final class ConsoleGame implements Game {
  static final int ACCOUNTS = 10_000;

  /// The calls that never end, unless the test completes them.
  final List<CompletableFuture<?>> hanging = new CopyOnWriteArrayList<>();

  private final List<Account> accounts =
      IntStream.range(0, ACCOUNTS).mapToObj(ConsoleGame::account).toList();
  private final @Nullable AuditLog auditLog;

  /// An account.
  record Account(long id, String name, Instant created) {}

  ConsoleGame(@Nullable AuditLog auditLog) {
    this.auditLog = auditLog;
  }

  private static Account account(int index) {
    return new Account(
        index, "player-%05d".formatted(7919 * index % ACCOUNTS), Instant.EPOCH.plusSeconds(index));
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    context.table(
        AdminTable.<Account>ofQuery("accounts", this::find)
            .column("id", Account::id)
            .column("name", Account::name)
            .column("created", Account::created)
            .sortable("name"));
    context.table(
        AdminTable.<Account>of("things", accounts::size, most -> accounts)
            .column("id", Account::id)
            .column("name", Account::name)
            .column("big", thing -> (1L << 53) + 1 + thing.id()));
    context.table(AdminTable.<Account>ofQuery("hanging", _ -> hang()).column("id", Account::id));
    context.table(
        AdminTable.<Account>ofQuery(
                "failing",
                _ -> {
                  throw new IllegalStateException("a secret of the game");
                })
            .column("id", Account::id));
    context.action(
        AdminAction.of("ban", "Bans an account", ConsoleGame::ban)
            .field(ActionField.text("account", 24))
            .field(ActionField.text("reason", 200))
            .field(ActionField.time("until").optional())
            .onRow("accounts", "name"));
    context.action(AdminAction.of("hang", "Gives no result", _ -> hang()));
    context.action(
        AdminAction.of(
            "fail",
            "Fails",
            _ -> CompletableFuture.failedFuture(new IllegalStateException("a secret"))));
    if (auditLog != null) {
      context.auditLog(auditLog);
    }
  }

  private CompletionStage<TablePage<Account>> find(TableQuery query) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<Account> found =
              accounts.stream()
                  .filter(one -> one.name().contains(query.text().toLowerCase(Locale.ROOT)))
                  .toList();
          Stream<Account> sorted = found.stream();
          if (query.column().equals("name")) {
            Comparator<Account> order = Comparator.comparing(Account::name);
            sorted = sorted.sorted(query.descending() ? order.reversed() : order);
          }
          return new TablePage<>(
              sorted.skip(query.offset()).limit(query.limit()).toList(), found.size());
        });
  }

  private <T> CompletionStage<T> hang() {
    CompletableFuture<T> never = new CompletableFuture<>();
    hanging.add(never);
    return never;
  }

  private static CompletionStage<ActionResult> ban(ActionCall call) {
    String account = call.text("account");
    if (!account.startsWith("player-")) {
      return CompletableFuture.completedFuture(
          ActionResult.refused("no account has the name " + account));
    }
    Optional<Instant> until = call.time("until");
    return CompletableFuture.supplyAsync(
        () ->
            ActionResult.done(
                account + " is banned " + until.map(end -> "until " + end).orElse("for ever")));
  }
}
