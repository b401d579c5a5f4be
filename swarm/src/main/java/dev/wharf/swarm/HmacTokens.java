package dev.wharf.swarm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens as the server's HMAC authenticator takes them: `EXPIRY.SIGNATURE`, see
/// docs/configuration.md. Thread-safe.
public final class HmacTokens {
  /// For longer than any clock is wrong. A client that comes back has a new one.
  private static final Duration LIFE = Duration.ofHours(1);

  private static final String ALGORITHM = "HmacSHA256";

  private final String secret;
  private final SecretKeySpec key;
  private final InstantSource clock;

  /// @param secret the server's, not empty
  public HmacTokens(String secret) {
    this(secret, InstantSource.system());
  }

  HmacTokens(String secret, InstantSource clock) {
    this.secret = secret;
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.clock = clock;
  }

  /// A token for one name, good for an hour.
  String of(String name) {
    String expiry = Long.toString(clock.instant().plus(LIFE).getEpochSecond());
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    return expiry + "." + sign(composed + "\n" + expiry);
  }

  /// For other processes of the run.
  String secret() {
    return secret;
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
