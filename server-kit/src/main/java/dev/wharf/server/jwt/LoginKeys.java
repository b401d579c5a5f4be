package dev.wharf.server.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.wharf.protocol.text.PeerText;
import java.security.Key;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys that sign login tokens, as a JSON Web Key Set (RFC 7517). Each key has a unique id
/// (`kid`) and one algorithm (`alg`), so that a token cannot choose another algorithm. Immutable,
/// thread-safe.
public final class LoginKeys {
  private static final int MOST_KEYS = 16;
  private static final int MOST_SHOWN = 60;
  private static final String NOT_OF_ITS_ALG = "cannot verify tokens of its alg";
  private static final int LEAST_RSA_BITS = 2048;

  private final List<JWK> keys;

  private LoginKeys(List<JWK> keys) {
    this.keys = keys;
  }

  /// Reads and checks a key set.
  ///
  /// @throws IllegalArgumentException when the key set is invalid; the message says why, and
  ///   contains nothing of a key except its id
  public static LoginKeys parse(String jwks) {
    List<JWK> keys = read(jwks);
    require(!keys.isEmpty(), "has no key");
    require(keys.size() <= MOST_KEYS, "has " + keys.size() + " keys, at most " + MOST_KEYS);
    Set<String> ids = new HashSet<>();
    for (JWK key : keys) {
      require(key.getKeyID() != null, "has a key without a kid");
      require(ids.add(key.getKeyID()), "has two keys" + named(key));
      String problem = problemOf(key);
      require(problem == null, "the key" + named(key) + " " + problem);
    }
    return new LoginKeys(keys);
  }

  /// Returns the reason why a key set is invalid; null when it is valid.
  public static @Nullable String problemOf(String jwks) {
    try {
      LoginKeys _ = parse(jwks);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static List<JWK> read(String jwks) {
    try {
      return JWKSet.parse(jwks).getKeys();
    } catch (ParseException | RuntimeException e) {
      // The message does not contain the parser's message, because that may quote a part of a key.
      throw new IllegalArgumentException("must be a JSON Web Key Set: {\"keys\": [...]}", e);
    }
  }

  private static @Nullable String problemOf(JWK key) {
    if (key.getAlgorithm() == null) {
      return "has no alg, such as HS256";
    } else if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return "is not for signatures (use)";
    } else if (key.getExpirationTime() != null || key.getNotBeforeTime() != null) {
      return "has exp or nbf, which are not supported";
    }
    JWSAlgorithm algorithm = algorithmOf(key);
    int least = leastBits(algorithm);
    return key.size() < least
        ? "has " + key.size() + " bits, " + algorithm + " needs at least " + least
        : problemOf(key, algorithm);
  }

  /// Returns why the key cannot verify tokens of the algorithm; null when it can. Asks the JWT
  /// library.
  private static @Nullable String problemOf(JWK key, JWSAlgorithm algorithm) {
    if (key instanceof ECKey curved && !isOn(curved.getCurve(), algorithm)) {
      return NOT_OF_ITS_ALG;
    }
    List<Key> plain = KeyConverter.toJavaKeys(List.of(key));
    try {
      var _ =
          new DefaultJWSVerifierFactory()
              .createJWSVerifier(new JWSHeader(algorithm), plain.getFirst());
      return null;
    } catch (JOSEException | RuntimeException | LinkageError e) {
      return NOT_OF_ITS_ALG;
    }
  }

  /// Returns whether the curve belongs to the algorithm. This class checks the curve when it reads
  /// the keys, because the library does so only when it verifies a token.
  private static boolean isOn(Curve curve, JWSAlgorithm algorithm) {
    Set<Curve> curves = Curve.forJWSAlgorithm(algorithm);
    return curves != null && curves.contains(curve);
  }

  private static int leastBits(JWSAlgorithm algorithm) {
    if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
      return Integer.parseInt(algorithm.getName().substring("HS".length()));
    }
    return JWSAlgorithm.Family.RSA.contains(algorithm) ? LEAST_RSA_BITS : 0;
  }

  private static JWSAlgorithm algorithmOf(JWK key) {
    return JWSAlgorithm.parse(key.getAlgorithm().getName());
  }

  private static String named(JWK key) {
    return " '" + PeerText.escape(key.getKeyID(), MOST_SHOWN) + "'";
  }

  private static void require(boolean isMet, String problem) {
    if (!isMet) {
      throw new IllegalArgumentException(problem);
    }
  }

  /// Returns a selector for the library. It selects the key with the id and the algorithm that a
  /// token's header names, and no key for a header without an id.
  public JWSKeySelector<SecurityContext> selector() {
    JWSKeySelector<SecurityContext> selector =
        new JWSVerificationKeySelector<>(
            keys.stream().map(LoginKeys::algorithmOf).collect(Collectors.toSet()),
            new ImmutableJWKSet<>(new JWKSet(keys)));
    return (header, context) ->
        header.getKeyID() == null ? List.of() : selector.selectJWSKeys(header, context);
  }

  /// Signs a token with the first key that can sign.
  ///
  /// @throws IllegalStateException when all are public keys
  public String sign(JWTClaimsSet claims) {
    JWK key =
        keys.stream()
            .filter(JWK::isPrivate)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("all keys are public: none can sign"));
    JWSHeader header =
        new JWSHeader.Builder(algorithmOf(key))
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build();
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new DefaultJWSSignerFactory().createJWSSigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the key" + named(key) + " cannot sign", e);
    }
  }
}
