package dev.wharf.browser;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.ActionField;
import dev.wharf.server.admin.ActionResult;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.TablePage;
import dev.wharf.server.admin.TableQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A game with 10,000 accounts behind a query, which an operator can ban, and a table that fails.
final class AccountsGame implements Game {
  /// The name of an account, which is HTML with a script.
  static final String EVIL = "<img src=x onerror=document.title='owned'>";

  private final List<String> names =
      Stream.concat(
              Stream.of(EVIL, "n".repeat(24)),
              IntStream.range(2, 10_000).mapToObj("player-%05d"::formatted))
          .toList();
  private final Map<String, String> bans = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    context.table(
        AdminTable.<String>ofQuery("accounts", this::find)
            .column("name", name -> name)
            .column("letters", String::length)
            .column("banned", name -> bans.getOrDefault(name, ""))
            .sortable("name"));
    context.table(
        AdminTable.<String>ofQuery(
                "broken", _ -> CompletableFuture.failedFuture(new IllegalStateException("broken")))
            .column("name", name -> name));
    context.action(
        AdminAction.of("ban", "Bans an account, so that its player cannot log in", this::ban)
            .field(ActionField.text("account", 60))
            .field(ActionField.text("reason", 100))
            .field(ActionField.time("until").optional())
            .onRow("accounts", "name"));
  }

  private CompletionStage<TablePage<String>> find(TableQuery query) {
    List<String> found = names.stream().filter(name -> name.contains(query.text())).toList();
    Stream<String> sorted = found.stream();
    if (!query.column().isEmpty()) {
      sorted =
          sorted.sorted(query.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder());
    }
    return CompletableFuture.completedFuture(
        new TablePage<>(sorted.skip(query.offset()).limit(query.limit()).toList(), found.size()));
  }

  private CompletionStage<ActionResult> ban(ActionCall call) {
    String end = call.time("until").map(time -> " until " + time).orElse("");
    bans.put(call.text("account"), call.text("reason") + end);
    return CompletableFuture.completedFuture(
        ActionResult.done(call.text("account") + " is banned" + end));
  }
}
