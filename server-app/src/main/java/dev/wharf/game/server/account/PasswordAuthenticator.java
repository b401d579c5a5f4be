package dev.wharf.game.server.account;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.Names;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Checks the passwords of accounts: `login.authenticator = accounts`. A wrong name and a wrong
/// password get the same answer, after the same work. When too many passwords wait to be checked,
/// the login is refused for now.
public final class PasswordAuthenticator implements Authenticator {
  private static final String WRONG = "there is no account with this name and password";
  private static final Duration AWAIT = Duration.ofSeconds(30); // login.check-timeout ends it first

  /// The parts of the server; null until the game has started.
  private volatile @Nullable Parts parts;

  /// @param unknown a hash of no password, which is checked when there is no account
  private record Parts(
      EngineRuntime runtime, Storage storage, HashThreads threads, String unknown) {}

  /// The row of the account with a name.
  private record Row(String id, String hash, long bannedUntil) {}

  /// Creates an authenticator that refuses everybody until [#connect].
  public PasswordAuthenticator() {}

  /// Gives the authenticator the parts of the server that it needs.
  void connect(EngineRuntime runtime, Storage storage, HashThreads threads) {
    byte[] salt = new byte[Passwords.SALT_BYTES];
    runtime.newSecretRandom().nextBytes(salt);
    parts = new Parts(runtime, storage, threads, Passwords.hash("", salt));
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) throws InterruptedException {
    Parts known = parts;
    if (known == null) {
      return Authentication.refused("account.enabled is false");
    }
    String key = Objects.requireNonNull(Names.fold(attempt.name()), "a valid name");
    Row row;
    try {
      row = await(known, known.storage().run(lane(key), handle -> find(handle, key)).future());
    } catch (StorageException e) {
      return Authentication.busy(Duration.ofSeconds(1));
    }
    String hash = row == null ? known.unknown() : row.hash();
    String password = attempt.token();
    CompletableFuture<Boolean> check =
        known.threads().submit(() -> Passwords.matches(password, hash));
    if (check == null) {
      return Authentication.busy(known.threads().backlog());
    }
    if (!await(known, check) || row == null) {
      return Authentication.refused(WRONG);
    }
    return row.bannedUntil() > known.runtime().instant().getEpochSecond()
        ? Authentication.refused("the account is banned")
        : Authentication.accepted(Account.of(row.id()));
  }

  private static <T extends @Nullable Object> T await(Parts parts, CompletableFuture<T> future)
      throws InterruptedException {
    if (!parts.runtime().await(future, AWAIT)) {
      throw new IllegalStateException("no answer within " + AWAIT);
    }
    if (future.isCompletedExceptionally()
        && future.exceptionNow() instanceof StorageException failure) {
      throw failure;
    }
    return future.resultNow();
  }

  /// Returns the lane of the works about a name, which is not yet, or not only, an account's.
  static String lane(String key) {
    return "name " + key;
  }

  private static @Nullable Row find(Handle handle, String key) {
    return handle
        .createQuery("SELECT id, password_hash, banned_until FROM account WHERE name_key = :key")
        .bind("key", key)
        .map((row, _) -> new Row(row.getString(1), row.getString(2), row.getLong(3)))
        .findOne()
        .orElse(null);
  }
}
