package dev.wharf.server.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/// Hashes passwords with Argon2id, and checks them. A hash is a text in the form of the PHC string
/// format, `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`, so that it can be checked after the
/// parameters have changed.
///
/// The parameters are those that OWASP's Password Storage Cheat Sheet recommends: 19 MiB, two
/// iterations, one lane. A hash takes tens of milliseconds and 19 MiB of heap: [HashThreads] limits
/// how many run at a time.
public final class Passwords {
  /// The number of random bytes that [#hash] needs.
  public static final int SALT_BYTES = 16;

  private static final int HASH_BYTES = 32;
  private static final int KIB = 19 * 1024;
  private static final int ITERATIONS = 2;
  private static final int LANES = 1;
  private static final int PARTS = 6;

  private static final int LEAST_CHARACTERS = 8;
  private static final int MOST_CHARACTERS = 128;
  private static final int MOST_BYTES = 512;

  private Passwords() {}

  /// Returns why a text cannot be a new password; null when it can: 8 to 128 characters, and at
  /// most 512 bytes of UTF-8.
  public static @Nullable String problemOf(String password) {
    int characters = password.codePointCount(0, password.length());
    boolean isLong =
        characters > MOST_CHARACTERS
            || password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    return characters < LEAST_CHARACTERS || isLong
        ? "a password has %d to %d characters, and at most %d bytes"
            .formatted(LEAST_CHARACTERS, MOST_CHARACTERS, MOST_BYTES)
        : null;
  }

  /// Returns the hash of a password.
  ///
  /// @param salt [#SALT_BYTES] random bytes
  public static String hash(String password, byte[] salt) {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            Argon2Parameters.ARGON2_VERSION_13,
            KIB,
            ITERATIONS,
            LANES,
            encoder.encodeToString(salt),
            encoder.encodeToString(compute(password, salt, KIB, ITERATIONS, LANES, HASH_BYTES)));
  }

  /// Returns whether a hash is that of a password.
  ///
  /// @throws IllegalArgumentException when the text is no hash of this class
  public static boolean matches(String password, String hash) {
    String[] parts = hash.split("\\$", -1);
    if (parts.length != PARTS || !parts[1].equals("argon2id")) {
      throw new IllegalArgumentException("a password hash of an unknown form");
    }
    int[] costs = costs(parts[3]);
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] expected = Base64.getDecoder().decode(parts[5]);
    byte[] actual = compute(password, salt, costs[0], costs[1], costs[2], expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static int[] costs(String text) {
    String[] values = text.split(",", -1);
    int[] costs = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      costs[i] = Integer.parseInt(values[i].substring(2));
    }
    return costs;
  }

  private static byte[] compute(
      String password, byte[] salt, int kib, int iterations, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kib)
            .withIterations(iterations)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
