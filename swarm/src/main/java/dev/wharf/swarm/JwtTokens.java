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

/// Signs the login tokens of virtual users, in place of a login service: JSON Web Tokens as the
/// server's `jwt` authenticator takes them (docs/configuration.md). Thread-safe.
public final class JwtTokens {
  /// A token is used at once. A client that comes back has a new one.
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final JWSHeader header;
  private final JWSSigner signer;
  private final String issuer;
  private final String audience;
  private final InstantSource clock;

  /// @param keys a JSON Web Key Set; the first key that can sign does so
  /// @param issuer of the tokens (`iss`)
  /// @param audience of the tokens (`aud`)
  /// @throws IllegalArgumentException when no key can sign; nothing of a key is in the message
  public JwtTokens(String keys, String issuer, String audience) {
    this(keys, issuer, audience, EngineRuntime.system()::instant);
  }

  /// As the constructor without a clock.
  ///
  /// @param clock gives the time of issue; the server accepts it by a clock of its own
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
              () -> new IllegalArgumentException("the token keys have none that can sign"));
    } catch (ParseException e) {
      // Without the parser's message, which may quote a part of a key.
      throw new IllegalArgumentException("the token keys must be a JSON Web Key Set", e);
    }
  }

  private static JWSSigner signerOf(JWK key) {
    try {
      return new DefaultJWSSignerFactory().createJWSSigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the first of the token keys is too short", e);
    }
  }

  /// A token for one name, good for five minutes.
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
