package dev.wharf.swarm;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.wharf.engine.runtime.EngineRuntime;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/// Signs the login tokens of virtual users, as a login service does for players. The tokens are
/// JSON Web Tokens for the server's `jwt` authenticator (docs/configuration.md). Thread-safe.
public final class JwtTokens {
  /// The time for which a token is valid. The time is short, because a user sends its token at once
  /// and gets a new token for each login.
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final JWSHeader header;
  private final JWSSigner signer;
  private final String issuer;
  private final String audience;
  private final InstantSource clock;

  /// Reads the key that signs the tokens.
  ///
  /// @param keys a JSON Web Key Set. Its first private or secret key with an `alg` signs the tokens
  /// @param issuer the issuer of the tokens, in their claim `iss`
  /// @param audience the audience of the tokens, in their claim `aud`
  /// @throws IllegalArgumentException when no key can sign; the message has no part of a key
  public JwtTokens(String keys, String issuer, String audience) {
    this(keys, issuer, audience, EngineRuntime.system()::instant);
  }

  /// Reads the key that signs the tokens.
  ///
  /// @param keys a JSON Web Key Set. Its first private or secret key with an `alg` signs the tokens
  /// @param issuer the issuer of the tokens, in their claim `iss`
  /// @param audience the audience of the tokens, in their claim `aud`
  /// @param clock returns the time of issue, which the server checks against its own clock
  /// @throws IllegalArgumentException when no key can sign; the message has no part of a key
  public JwtTokens(String keys, String issuer, String audience, InstantSource clock) {
    JWK key = signingKey(keys);
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.parse(key.getAlgorithm().getName()))
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build();
    this.signer = signerOf(key);
    this.issuer = issuer;
    this.audience = audience;
    this.clock = clock;
  }

  private static JWK signingKey(String keys) {
    try {
      return JWKSet.parse(keys).getKeys().stream()
          .filter(key -> key.isPrivate() && key.getAlgorithm() != null)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no key can sign tokens: the key set needs a private or secret key with an"
                          + " 'alg'"));
    } catch (ParseException e) {
      // The parser's message may quote a part of a key, so it is left out.
      throw new IllegalArgumentException("the token keys must be a JSON Web Key Set", e);
    }
  }

  private static JWSSigner signerOf(JWK key) {
    try {
      return new DefaultJWSSignerFactory().createJWSSigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the first token key that can sign is too short", e);
    }
  }

  /// Makes and signs a token for the player with this name. The token is valid for five minutes.
  public String of(String name) {
    Instant now = clock.instant();
    SignedJWT token =
        new SignedJWT(
            header,
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(name)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build());
    try {
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the key cannot sign a token", e);
    }
  }
}
