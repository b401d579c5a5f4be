package dev.wharf.game.server.account;

import dev.wharf.server.GameContext;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.ActionField;
import dev.wharf.server.admin.ActionResult;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.password.Secrets;
import dev.wharf.storage.AuditTable;
import dev.wharf.storage.Storage;
import dev.wharf.storage.TablePages;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.MapMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The accounts in the console of operators: a table, and actions. The actions call an account by
/// its number, so that the audit names nobody when the account is deleted. Thread-safe.
public final class AccountConsole {
  private static final String TABLE = "accounts";
  private static final List<String> ACTIONS =
      List.of("ban", "unban", "reset_password", "delete_account");
  private static final int CODE_BYTES = 16;
  private static final int MOST_REASON = 150;
  private static final String FOUND =
      "account WHERE LOWER(name) LIKE LOWER(:text) ESCAPE '!' OR id = :whole"
          + " OR CAST(number AS TEXT) = :whole";
  private static final List<String> SORTABLE =
      List.of("number", "name", "last_login", "banned_until", "coins", "created");

  private final Storage storage;
  private final Accounts accounts;
  private final InstantSource clock;
  private final Duration resetLife;
  private final Secrets secrets;

  private AccountConsole(GameContext context, Storage storage, Accounts accounts) {
    this.storage = storage;
    this.accounts = accounts;
    this.clock = context.port().runtime()::instant;
    this.resetLife = context.settings(AccountSettings.class).resetLife();
    this.secrets = new Secrets(context.port().runtime());
  }

  /// Adds the table, the actions and the audit to a server.
  public static void addTo(GameContext context, Storage storage, Accounts accounts) {
    AccountConsole console = new AccountConsole(context, storage, accounts);
    context.auditLog(new AuditTable(storage));
    context.table(
        AdminTable.<Map<String, Object>>ofQuery(
                TABLE, new TablePages<>(storage, FOUND, SORTABLE, new MapMapper()))
            .column("number", row -> row.get("number"))
            .column("name", row -> row.get("name"))
            .column("last_login", row -> time(row.get("last_login")))
            .column("banned_until", row -> time(row.get("banned_until")))
            .column("ban_reason", row -> row.get("ban_reason"))
            .column("banned_by", row -> row.get("banned_by"))
            .column("coins", row -> row.get("coins"))
            .column("created", row -> time(row.get("created")))
            .column("id", row -> row.get("id"))
            .sortable(SORTABLE.toArray(String[]::new)));
    context.action(
        action("ban", "Ends the player's sessions, and refuses its logins", console::ban)
            .field(ActionField.text("reason", MOST_REASON))
            .field(ActionField.time("until").optional()));
    context.action(action("unban", "Ends the ban of an account", console::unban));
    context.action(
        action(
            "reset_password",
            "Makes a code with which the player can set a new password once",
            console::resetPassword));
    context.action(
        action(
            "delete_account",
            "Deletes an account with all that it owns; nothing brings it back",
            console::delete));
  }

  private static @Nullable Object time(@Nullable Object seconds) {
    if (!(seconds instanceof Number number) || number.longValue() == 0) {
      return null;
    }
    return number.longValue() == Ban.FOR_EVER
        ? "for ever"
        : Instant.ofEpochSecond(number.longValue());
  }

  private static AdminAction action(
      String name,
      String description,
      Function<ActionCall, ? extends CompletionStage<ActionResult>> run) {
    return AdminAction.of(name, description, run)
        .field(ActionField.number("account"))
        .onRow(TABLE, "number");
  }

  private CompletionStage<ActionResult> ban(ActionCall call) {
    long end = call.time("until").map(Instant::getEpochSecond).orElse(Ban.FOR_EVER);
    Ban ban = new Ban(end, call.text("reason"));
    if (!ban.isInForce(clock.instant())) {
      return CompletableFuture.completedFuture(ActionResult.refused("until is in the past"));
    }
    String operator = call.operator().isEmpty() ? call.address() : call.operator();
    return change(
        call,
        (handle, number) -> set(handle, number, ban, operator),
        (who, id) -> {
          accounts.end(id, ban.message());
          return ActionResult.done(who + " is banned " + ban.end()).about(id);
        });
  }

  private CompletionStage<ActionResult> unban(ActionCall call) {
    return change(
        call,
        (handle, number) -> set(handle, number, new Ban(0, ""), ""),
        (who, id) -> ActionResult.done(who + " is not banned any more").about(id));
  }

  private static Query set(Handle handle, long number, Ban ban, String operator) {
    return handle.select(
        "UPDATE account SET banned_until = ?, ban_reason = ?, banned_by = ? WHERE number = ?"
            + " RETURNING id",
        ban.until(),
        ban.reason(),
        operator,
        number);
  }

  /// Shows the code to the operator, who gives it to the player. A game that has the addresses of
  /// its players sends it by mail here instead.
  private CompletionStage<ActionResult> resetPassword(ActionCall call) {
    String code = secrets.hex(CODE_BYTES);
    Instant until = clock.instant().plus(resetLife).truncatedTo(ChronoUnit.SECONDS);
    return change(
        call,
        (handle, number) ->
            handle.select(
                "UPDATE account SET reset_hash = ?, reset_until = ?"
                    + " WHERE number = ? AND password_hash IS NOT NULL RETURNING id",
                Secrets.hash(code),
                until.getEpochSecond(),
                number),
        (who, id) ->
            ActionResult.done(who + " can set a new password until " + until + " with the code ")
                .about(id)
                .withSecret(code));
  }

  /// Deletes the row. The database deletes what refers to it, such as the items.
  private CompletionStage<ActionResult> delete(ActionCall call) {
    return change(
        call,
        (handle, number) -> {
          idOf(handle, number)
              .ifPresent(id -> AuditTable.forget(handle, id, Long.toString(number), ACTIONS));
          return handle.select("DELETE FROM account WHERE number = ? RETURNING id", number);
        },
        (who, id) -> {
          accounts.end(id, Accounts.DELETED);
          return ActionResult.done(
              who + " is deleted"); // not about the id, which is to be forgotten
        });
  }

  /// Changes one account.
  ///
  /// @param change makes a statement that returns the account's id, from the account's number
  /// @param next what to do then, from the account's number as a text, and its id
  private CompletionStage<ActionResult> change(
      ActionCall call,
      BiFunction<Handle, Long, Query> change,
      BiFunction<String, String, ActionResult> next) {
    long number = call.number("account");
    String who = "account " + number;
    CompletableFuture<Optional<String>> found = storage.run(who, h -> idOf(h, number)).future();
    return found.thenCompose(
        id ->
            id.isEmpty()
                ? CompletableFuture.completedFuture(ActionResult.refused("there is no such " + who))
                : storage
                    .run(who, handle -> change.apply(handle, number).mapTo(String.class).findOne())
                    .future()
                    .whenComplete((_, thrown) -> endAfter(thrown, id.get()))
                    .thenApply(
                        changed ->
                            changed
                                .map(same -> next.apply(who, same))
                                .orElse(ActionResult.refused("this is not possible for " + who))));
  }

  private static Optional<String> idOf(Handle handle, long number) {
    return handle
        .select("SELECT id FROM account WHERE number = ?", number)
        .mapTo(String.class)
        .findOne();
  }

  /// Ends the sessions of an account of which it is not known whether it was changed. A new login
  /// finds out.
  private void endAfter(@Nullable Throwable thrown, String id) {
    if (thrown != null) {
      accounts.end(id, "log in again");
    }
  }
}
