package dev.wharf.game.server.account;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Player;
import dev.wharf.storage.Outcome;
import dev.wharf.storage.Storage;
import dev.wharf.storage.database.Migrations;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The accounts of the players online. At each login, the row of the account is made if there is
/// none, and this login becomes the owner of the row ([Owner]). Thread-safe.
public final class Accounts {
  /// The tables of accounts and items.
  public static final Migrations MIGRATIONS = Migrations.of(Accounts.class, "V1__accounts.sql");

  private final Storage storage;
  private final InstantSource clock;
  private final AccountSettings settings;
  private final ConcurrentHashMap<GameSession, Owner> owners = new ConcurrentHashMap<>();

  /// Draws the numbers of the owners. Guarded by its own monitor.
  private final RandomGenerator random;

  /// The result of a login's first work.
  ///
  /// @param bannedUntil the end of the account's ban in seconds since 1970; in the past for none
  private record Entry(long bannedUntil) {}

  private Accounts(GameContext context, Storage storage) {
    this.storage = storage;
    this.clock = context.port().runtime()::instant;
    this.settings = context.settings(AccountSettings.class);
    this.random = context.port().runtime().newSecretRandom();
  }

  /// Adds the accounts to a server: their hook, and registering.
  public static Accounts addTo(GameContext context, Storage storage) {
    Accounts accounts = new Accounts(context, storage);
    context.onLogin(accounts::enter);
    Registration.addTo(context, storage);
    return accounts;
  }

  /// Returns the right of a player online to change its account; null when the session has ended.
  public @Nullable Owner ownerOf(GameSession session) {
    return owners.get(session);
  }

  private void enter(GameSession session) {
    Player player = session.player();
    Owner owner = new Owner(player.account().id(), draw());
    owners.put(session, owner);
    session.atEnd(() -> owners.remove(session));
    long now = clock.instant().getEpochSecond();
    storage
        .run(session, handle -> take(handle, owner, player.name(), now))
        .then(session, outcome -> onTaken(session, now, outcome));
  }

  private long draw() {
    synchronized (random) {
      return random.nextLong();
    }
  }

  private Entry take(Handle handle, Owner owner, String name, long now) {
    int made =
        handle.execute(
            "INSERT INTO account (id, name, coins, created) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (id) DO NOTHING",
            owner.account(),
            name,
            settings.coins(),
            now);
    if (made == 1) {
      giveItems(handle, owner.account(), settings.items());
    }
    return handle
        .createQuery(
            "UPDATE account SET owner = :number, last_login = :now WHERE id = :id"
                + " RETURNING banned_until")
        .bind("number", owner.number())
        .bind("now", now)
        .bind("id", owner.account())
        .map((row, _) -> new Entry(row.getLong(1)))
        .one();
  }

  /// Gives a new account its items, each of another kind. A part of a work.
  static void giveItems(Handle handle, String account, int count) {
    for (int kind = 1; kind <= count; kind++) {
      handle.execute("INSERT INTO item (kind, owner_id) VALUES (?, ?)", kind, account);
    }
  }

  private static void onTaken(GameSession session, long now, Outcome<Entry> outcome) {
    switch (outcome) {
      case Outcome.Done<Entry> done when done.result().bannedUntil() > now ->
          session.refuse(FailureCode.KICKED, CloseReason.KICKED, "the account is banned");
      case Outcome.Done<Entry> _ -> {}
      case Outcome.NotDone<Entry> _ ->
          session.refuse(
              AccountFailureCode.STORAGE_BUSY,
              CloseReason.OVERLOADED,
              "the account could not be loaded; log in again later");
    }
  }

  /// Locks the account for the rest of the work's transaction, and checks that this login still
  /// owns it. Each work that changes an account calls this method first.
  ///
  /// @throws StaleOwnerException when there is a later login
  public static void check(Handle handle, Owner owner) throws StaleOwnerException {
    int owned =
        handle.execute(
            "UPDATE account SET owner = owner WHERE id = ? AND owner = ?",
            owner.account(),
            owner.number());
    if (owned == 0) {
      throw new StaleOwnerException();
    }
  }
}
