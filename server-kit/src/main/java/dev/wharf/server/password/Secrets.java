package dev.wharf.server.password;

import dev.wharf.engine.runtime.EngineRuntime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Draws secrets that nobody can guess: ids, codes, salts. Thread-safe.
public final class Secrets {
  /// Guarded by its own monitor.
  private final RandomGenerator random;

  /// Creates a source of secrets.
  public Secrets(EngineRuntime runtime) {
    this.random = runtime.newSecretRandom();
  }

  /// Draws bytes.
  public byte[] bytes(int count) {
    byte[] drawn = new byte[count];
    synchronized (random) {
      random.nextBytes(drawn);
    }
    return drawn;
  }

  /// Draws bytes, and returns them as a text of twice as many hexadecimal digits.
  public String hex(int bytes) {
    return HexFormat.of().formatHex(bytes(bytes));
  }

  /// Draws a number.
  public long number() {
    synchronized (random) {
      return random.nextLong();
    }
  }

  /// Returns the hash of a secret text that was drawn, such as a code: SHA-256, in hexadecimal
  /// digits. Not for passwords, which people choose, and for which it is too fast.
  public static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK has it
    }
  }
}
