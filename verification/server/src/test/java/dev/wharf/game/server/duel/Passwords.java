package dev.wharf.game.server.duel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.player.Account;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Checks logins against the passwords in a table of accounts.
public final class Passwords implements Authenticator {
  /// How often a new password is hashed.
  public static final int ROUNDS = 210_000;

  private static final int HASH_BITS = 256;

  private final Map<String, Row> accounts;
  private final Row nobody;

  /// A row of the table of accounts.
  ///
  /// @param salt 16 random bytes in hexadecimal, for this account alone
  /// @param rounds [#ROUNDS] at the time of the hash, so that a later version may have more
  /// @param hash the hash of the password with the salt ([#hash])
  /// @param role `player` or `referee`
  public record Row(String id, String salt, int rounds, String hash, String role) {}

  /// Creates an authenticator for these accounts.
  ///
  /// @param accounts the accounts by name. A game may query a database instead, because the thread
  ///   may block
  public Passwords(Map<String, Row> accounts) {
    this.accounts = accounts;
    int rounds = accounts.values().stream().mapToInt(Row::rounds).max().orElse(ROUNDS);
    this.nobody = new Row("", "00".repeat(16), rounds, "", "");
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) {
    // An unknown name takes as long as a wrong password, so that the time reveals no names.
    Row row = accounts.getOrDefault(attempt.name(), nobody);
    String hash = hash(attempt.token(), row.salt(), row.rounds());
    return MessageDigest.isEqual(hash.getBytes(US_ASCII), row.hash().getBytes(US_ASCII))
        ? Authentication.accepted(new Account(row.id(), Map.of("role", row.role())))
        : Authentication.refused("the name or the password is wrong");
  }

  /// Returns the hash of a password in hexadecimal. The table contains hashes, not passwords.
  public static String hash(String password, String salt, int rounds) {
    try {
      byte[] bytes = HexFormat.of().parseHex(salt);
      KeySpec key = new PBEKeySpec(password.toCharArray(), bytes, rounds, HASH_BITS);
      SecretKeyFactory hashes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512");
      return HexFormat.of().formatHex(hashes.generateSecret(key).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    }
  }
}
