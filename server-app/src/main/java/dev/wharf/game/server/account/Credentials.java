package dev.wharf.game.server.account;

import dev.wharf.server.password.HashesBusyException;
import dev.wharf.server.password.PasswordHasher;
import dev.wharf.server.password.Secrets;
import dev.wharf.storage.Storage;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Finds and checks the passwords of accounts. The methods block, so they are not for the workers
/// of the completion port. Thread-safe.
///
/// @param unknown a row that fits no password, which is checked when there is no account
record Credentials(Storage storage, PasswordHasher hasher, InstantSource clock, Row unknown) {
  /// The row of an account with a password.
  ///
  /// @param resetHash the hash of a code that sets a new password; null for none
  /// @param resetUntil the end of the code, in seconds since 1970
  record Row(String id, String hash, @Nullable String resetHash, long resetUntil) {}

  Credentials(Storage storage, PasswordHasher hasher, InstantSource clock) {
    this(storage, hasher, clock, new Row("", hasher.hashOfNobody(), null, 0));
  }

  /// Finds the account with a name. Returns a row that fits no password when there is none.
  Row find(String name) throws InterruptedException {
    String key = Accounts.keyOf(name);
    return storage
        .run(
            lane(key),
            handle ->
                handle
                    .select(
                        "SELECT id, password_hash, reset_hash, reset_until FROM account"
                            + " WHERE name_key = ? AND password_hash IS NOT NULL",
                        key)
                    .map(
                        (row, _) ->
                            new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4)))
                    .findOne())
        .await()
        .orElse(unknown);
  }

  /// Returns the lane of the works about a name, which is not yet, or not only, an account's.
  static String lane(String key) {
    return "name " + key;
  }

  boolean isPassword(InetSocketAddress from, Row row, String text)
      throws HashesBusyException, InterruptedException {
    return hasher.matches(from.getAddress(), text, row.hash());
  }

  /// Returns whether a text is the code that an operator has made for this account.
  boolean isCode(Row row, String text) {
    return Secrets.hash(text).equals(row.resetHash())
        && clock.instant().getEpochSecond() < row.resetUntil();
  }
}
