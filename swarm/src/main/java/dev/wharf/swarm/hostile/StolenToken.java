package dev.wharf.swarm.hostile;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/// A token that the server has accepted from somebody, as an eavesdropper would have it.
///
/// @param name whom it is for
/// @param token as it was sent
public record StolenToken(String name, String token) {
  /// There is none.
  public static final StolenToken NONE = new StolenToken("", "");

  /// Reads `NAME=TOKEN`.
  ///
  /// @throws IllegalArgumentException when it is not that
  public static StolenToken parse(String text) {
    int end = text.indexOf('=');
    if (end < 1 || end == text.length() - 1) {
      throw new IllegalArgumentException("hostile-token must be NAME=TOKEN");
    }
    return new StolenToken(text.substring(0, end), text.substring(end + 1));
  }

  /// Whether there is one.
  public boolean exists() {
    return !token.isEmpty();
  }

  /// The token with an end a day from now, and the signature that it had.
  String withLaterEnd() {
    try {
      SignedJWT token = SignedJWT.parse(this.token);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date later = Date.from(Instant.now().plus(Duration.ofDays(1)));
      String changed =
          new JWTClaimsSet.Builder(claims)
              .expirationTime(later)
              .build()
              .toPayload()
              .toBase64URL()
              .toString();
      return token.getHeader().toBase64URL() + "." + changed + "." + token.getSignature();
    } catch (ParseException e) {
      return "9" + token; // no JWT
    }
  }

  /// The token's claims in a token that says that it needs no signature.
  String withoutSignature() {
    try {
      return new PlainJWT(SignedJWT.parse(token).getJWTClaimsSet()).serialize();
    } catch (ParseException e) {
      return token.substring(0, token.length() / 2); // no JWT
    }
  }

  /// The token is no secret of the report's.
  @Override
  public String toString() {
    return exists() ? "a token of " + name : "none";
  }
}
