package dev.wharf.game.server.duel;

import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.player.Account;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Logs players in by the passwords of a table of accounts.
public final class Passwords implements Authenticator {
  private static final int ROUNDS = 210_000;
  private static final int HASH_BITS = 256;
  private static final Row NOBODY = new Row("", new byte[16], new byte[0], "");

  private final Map<String, Row> accounts;

  /// A row of the table.
  ///
  /// @param salt random, for this account alone
  /// @param hash of the password with the salt ([#hash])
  /// @param role `player` or `referee`
  public record Row(String id, byte[] salt, byte[] hash, String role) {}

  /// @param accounts by name; a query of a database may stand in its place, as the thread may wait
  public Passwords(Map<String, Row> accounts) {
    this.accounts = accounts;
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) {
    // An unknown name takes as long as a wrong password: nobody learns which names there are.
    Row row = accounts.getOrDefault(attempt.name(), NOBODY);
    byte[] hash = hash(attempt.token(), row.salt());
    return MessageDigest.isEqual(hash, row.hash())
        ? Authentication.accepted(new Account(row.id(), Map.of("role", row.role())))
        : Authentication.refused("the name or the password is wrong");
  }

  /// What a table keeps in place of a password.
  public static byte[] hash(String password, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    }
  }
}
