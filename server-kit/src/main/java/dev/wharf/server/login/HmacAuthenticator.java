package dev.wharf.server.login;

import dev.wharf.server.player.Account;
import dev.wharf.server.player.Names;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Accepts tokens that somebody with the same secret has made: a login server, say.
///
/// A token is `<expiry>.<signature>`: the second since 1970 at which it ends, and
/// `base64url(HMAC-SHA256(secret, name + "\n" + expiry))` without padding (RFC 2104, RFC 4648). The
/// name is in UTF-8, composed (NFC). A token is for one name, and good any number of times until it
/// ends: make them short-lived. Thread-safe.
///
/// ```sh
/// exp=$(($(date +%s) + 3600))
/// sig=$(printf 'alice\n%s' $exp | openssl dgst -sha256 -hmac "$secret" -binary | basenc --base64url)
/// echo "$exp.${sig%%=*}"
/// ```
public final class HmacAuthenticator implements Authenticator {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,12})\\.([A-Za-z0-9_-]{43})");
  private static final Authentication NOT_OURS =
      Authentication.refused("the token is not one for this name");
  private static final Authentication EXPIRED = Authentication.refused("the token has expired");

  private final SecretKeySpec key;
  private final InstantSource clock;

  /// @param secret the key, which makers of tokens know too
  public HmacAuthenticator(String secret, InstantSource clock) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.clock = clock;
  }

  /// A token for one name.
  ///
  /// @param life how long it is good
  public String mint(String name, Duration life) {
    String expiry = Long.toString(clock.instant().plus(life).getEpochSecond());
    return expiry + "." + sign(Names.normalize(name), expiry);
  }

  @Override
  public Authentication authenticate(LoginAttempt attempt) {
    String name = attempt.name();
    Matcher parts = TOKEN.matcher(attempt.token());
    if (!parts.matches() || !isSignature(parts.group(2), name, parts.group(1))) {
      return NOT_OURS;
    }
    return Long.parseLong(parts.group(1)) > clock.instant().getEpochSecond()
        ? Authentication.accepted(Account.of(name))
        : EXPIRED;
  }

  /// In a time that does not depend on how much of the signature is right.
  private boolean isSignature(String given, String name, String expiry) {
    return MessageDigest.isEqual(
        sign(name, expiry).getBytes(StandardCharsets.US_ASCII),
        given.getBytes(StandardCharsets.US_ASCII));
  }

  private String sign(String name, String expiry) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature = mac.doFinal((name + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
