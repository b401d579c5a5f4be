package dev.wharf.game.server.account;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.password.Secrets;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.storage.Outcome;
import dev.wharf.storage.SavedField;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageException;
import dev.wharf.storage.WorkRefusedException;
import dev.wharf.storage.database.Migrations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The accounts of all players. Each login makes the row of its account if there is none, is
/// refused when the account is banned, and becomes the owner of the row ([Owner]). Thread-safe.
public final class Accounts {
  /// The tables of accounts and items.
  public static final Migrations MIGRATIONS = Migrations.of(Accounts.class, "V1__accounts.sql");

  private static final String OF_ANOTHER = "the name belongs to another account";

  /// The messages to players whose sessions end.
  static final String DELETED = "this account was deleted";

  static final String NEW_PASSWORD = "the password of this account was changed";

  private final Storage storage;
  private final InstantSource clock;
  private final AccountSettings settings;

  /// Whether players log in with a password.
  private final boolean havePasswords;

  private final ConcurrentHashMap<GameSession, Owner> owners = new ConcurrentHashMap<>();

  /// Draws the numbers of the owners.
  private final Secrets secrets;

  /// The part of a row that decides whether the account may log in.
  ///
  /// @param proof the proof of the present password, see [PasswordAuthenticator#proofOf]; empty for
  ///   none
  private record Entry(String nameKey, String proof, Ban ban) {
    static Entry of(ResultSet row, StatementContext context) throws SQLException {
      String proof = PasswordAuthenticator.proofOf(row.getString("password_hash"));
      Ban ban = new Ban(row.getLong("banned_until"), row.getString("ban_reason"));
      return new Entry(row.getString("name_key"), proof, ban);
    }

    /// Returns whether an account has logged in with the present password. The password may be new
    /// since then.
    boolean isProvenBy(Account account) {
      return proof.equals(account.attributes().getOrDefault(PasswordAuthenticator.PROOF, ""));
    }
  }

  private Accounts(GameContext context, Storage storage) {
    this.storage = storage;
    this.clock = context.port().runtime()::instant;
    this.settings = context.settings(AccountSettings.class);
    this.havePasswords = context.authenticator() instanceof PasswordAuthenticator;
    this.secrets = new Secrets(context.port().runtime());
  }

  /// Adds the accounts to a server: their rule and their hook of logins.
  public static Accounts addTo(GameContext context, Storage storage) {
    Accounts accounts = new Accounts(context, storage);
    context.loginRule(accounts::check);
    context.onLogin(accounts::enter);
    return accounts;
  }

  /// Returns the right of a player online to change its account; null when the session has ended.
  public @Nullable Owner ownerOf(GameSession session) {
    return owners.get(session);
  }

  /// Ends the sessions of an account, with a message to the player.
  void end(String account, String message) {
    owners.forEach(
        (session, owner) -> {
          if (owner.account().equals(account)) {
            session.kick(message);
          }
        });
  }

  /// Makes a field of all accounts, whose values are saved some time after their changes, as long
  /// as the login owns its account. Call it in [Game#start][dev.wharf.server.Game#start].
  public <V> SavedField<V> field(SavedField.Table<V> table) {
    return new SavedField<>(storage, this::guardOf, table);
  }

  private SavedField.Guard guardOf(GameSession session) {
    Owner owner = Objects.requireNonNull(ownerOf(session), "the session is in a callback");
    return handle -> check(handle, owner);
  }

  private Authentication check(LoginAttempt attempt, Account account) throws InterruptedException {
    try {
      String problem =
          storage.run(account.id(), handle -> admit(handle, account, attempt.name())).await();
      return problem == null ? Authentication.accepted(account) : Authentication.refused(problem);
    } catch (StorageException e) {
      return Authentication.busy(Duration.ofSeconds(1));
    }
  }

  /// Makes the row of an account at its first login. Gives it the new name of its token, unless
  /// another account has the name.
  ///
  /// @return why the account may not log in; null when it may
  private @Nullable String admit(Handle handle, Account account, String name) {
    String id = account.id();
    Entry entry =
        handle
            .select("SELECT * FROM account WHERE id = ?", id)
            .map(Entry::of)
            .findOne()
            .orElse(null);
    if (entry == null && !havePasswords) {
      return make(handle, id, name, null) ? null : OF_ANOTHER;
    } else if (entry == null || !entry.isProvenBy(account)) {
      return havePasswords
          ? PasswordAuthenticator.WRONG // a moment ago it was right
          : "the account has a password, and this server asks for none";
    } else if (entry.ban().isInForce(clock.instant())) {
      return entry.ban().message();
    }
    return entry.nameKey().equals(keyOf(name)) || rename(handle, id, name) ? null : OF_ANOTHER;
  }

  private static boolean rename(Handle handle, String id, String name) {
    String key = keyOf(name);
    int renamed =
        handle.execute(
            "UPDATE account SET name = ?, name_key = ? WHERE id = ?"
                + " AND NOT EXISTS (SELECT 1 FROM account WHERE name_key = ?)",
            name,
            key,
            id,
            key);
    return renamed == 1;
  }

  /// Makes the row of a new account, with its items. A part of a work.
  ///
  /// @return false when an account has this id or this name
  boolean make(Handle handle, String id, String name, @Nullable String passwordHash) {
    int made =
        handle.execute(
            "INSERT INTO account (id, name, name_key, password_hash, coins, created)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            id,
            name,
            keyOf(name),
            passwordHash,
            settings.coins(),
            clock.instant().getEpochSecond());
    for (int kind = 1; kind <= settings.items() && made == 1; kind++) {
      handle.execute("INSERT INTO item (kind, owner_id) VALUES (?, ?)", kind, id);
    }
    return made == 1;
  }

  /// Returns the code for a work that is not done.
  public static AccountFailureCode codeOf(StorageException why) {
    return why.reason() == StorageException.Reason.UNKNOWN
        ? AccountFailureCode.OUTCOME_UNKNOWN
        : AccountFailureCode.STORAGE_BUSY;
  }

  /// Returns the folded form of a valid name.
  static String keyOf(String name) {
    return Objects.requireNonNull(Names.fold(name), "a valid name");
  }

  private void enter(GameSession session) {
    Owner owner = new Owner(session.player().account().id(), secrets.number());
    owners.put(session, owner);
    session.atEnd(() -> owners.remove(session));
    storage
        .run(session, handle -> take(handle, owner))
        .then(session, outcome -> onTaken(session, outcome));
  }

  /// Makes the login the owner of the account.
  ///
  /// @return empty when the account was deleted a moment ago
  private Optional<Entry> take(Handle handle, Owner owner) {
    return handle
        .select(
            "UPDATE account SET owner = ?, last_login = ? WHERE id = ? RETURNING *",
            owner.number(),
            clock.instant().getEpochSecond(),
            owner.account())
        .map(Entry::of)
        .findOne();
  }

  private void onTaken(GameSession session, Outcome<Optional<Entry>> outcome) {
    switch (outcome) {
      case Outcome.Done<Optional<Entry>> done when done.result().isEmpty() -> session.kick(DELETED);
      case Outcome.Done<Optional<Entry>> done -> {
        Entry entry = done.result().get(); // it may be newer than the check
        if (entry.ban().isInForce(clock.instant())) {
          session.kick(entry.ban().message());
        } else if (!entry.isProvenBy(session.player().account())) {
          session.kick(NEW_PASSWORD);
        }
      }
      case Outcome.NotDone<Optional<Entry>> _ ->
          session.refuse(
              AccountFailureCode.STORAGE_BUSY,
              CloseReason.OVERLOADED,
              "the account could not be loaded; log in again later");
    }
  }

  /// Locks the account for the rest of the work's transaction, and checks that this login still
  /// owns it. Each work of a player that changes its account calls this method first.
  ///
  /// @throws WorkRefusedException when there is a later login
  public static void check(Handle handle, Owner owner) throws WorkRefusedException {
    int owned =
        handle.execute(
            "UPDATE account SET owner = owner WHERE id = ? AND owner = ?",
            owner.account(),
            owner.number());
    if (owned == 0) {
      throw new WorkRefusedException("the account has a later login");
    }
  }
}
