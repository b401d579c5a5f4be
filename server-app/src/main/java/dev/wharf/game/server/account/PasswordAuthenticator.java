package dev.wharf.game.server.account;

import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.password.HashesBusyException;
import dev.wharf.server.password.Secrets;
import dev.wharf.server.player.Account;
import dev.wharf.storage.StorageException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the passwords of accounts: `login.authenticator = accounts`. A wrong name and a wrong
/// password get the same answer, after the same work. When too many passwords wait to be checked,
/// the login is refused for now.
public final class PasswordAuthenticator implements Authenticator {
  static final String WRONG = "there is no account with this name and password";

  /// The attribute of an account that shows with which password it has logged in.
  static final String PROOF = "password";

  /// Null until the game has started.
  private volatile @Nullable Credentials credentials;

  /// Creates an authenticator that refuses everybody until [#connect].
  public PasswordAuthenticator() {}

  /// Gives the authenticator the passwords of the accounts.
  void connect(Credentials known) {
    credentials = known;
  }

  /// Returns what shows the knowledge of a password, from its hash; empty for none.
  static String proofOf(@Nullable String hash) {
    return hash == null ? "" : Secrets.hash(hash);
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) throws InterruptedException {
    Credentials known = credentials;
    if (known == null) {
      return Authentication.refused("account.enabled is false");
    }
    try {
      Credentials.Row row = known.find(attempt.name());
      return known.isPassword(attempt.remoteAddress(), row, attempt.token())
          ? Authentication.accepted(new Account(row.id(), Map.of(PROOF, proofOf(row.hash()))))
          : Authentication.refused(WRONG);
    } catch (HashesBusyException e) {
      return Authentication.busy(e.retryAfter());
    } catch (StorageException e) {
      return Authentication.busy(Duration.ofSeconds(1));
    }
  }
}
