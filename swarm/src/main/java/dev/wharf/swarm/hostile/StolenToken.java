package dev.wharf.swarm.hostile;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/// A login token of another player, as an eavesdropper would have it.
///
/// @param name the player's name
/// @param token the token that the player sent; empty when there is none
public record StolenToken(String name, String token) {
  /// The value for a run without a token.
  public static final StolenToken NONE = new StolenToken("", "");

  /// Parses `NAME=TOKEN`.
  ///
  /// @throws IllegalArgumentException when the text has another form; the message does not have the
  ///   text, because that may be a token
  public static StolenToken parse(String text) {
    int end = text.indexOf('=');
    if (end < 1 || end == text.length() - 1) {
      throw new IllegalArgumentException("hostile-token must be NAME=TOKEN");
    }
    return new StolenToken(text.substring(0, end), text.substring(end + 1));
  }

  /// Returns whether there is a token.
  public boolean exists() {
    return !token.isEmpty();
  }

  /// Returns the stolen token with an expiry one day from now and with its old signature, which no
  /// longer fits. When the stolen token is not a JWT, returns it with one more character.
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
      return "9" + token; // not a JWT
    }
  }

  /// Returns a token with the same claims, but with the algorithm `none` and without a signature.
  /// When the stolen token is not a JWT, returns its first half.
  String withoutSignature() {
    try {
      return new PlainJWT(SignedJWT.parse(token).getJWTClaimsSet()).serialize();
    } catch (ParseException e) {
      return token.substring(0, token.length() / 2); // not a JWT
    }
  }

  /// Returns only the name, because logs and reports must not have the token.
  @Override
  public String toString() {
    return exists() ? "a token of " + name : "none";
  }
}
