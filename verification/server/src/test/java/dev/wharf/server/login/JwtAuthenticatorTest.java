package dev.wharf.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.GameServer;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.player.Account;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final JWK OLD = secret("2026-10", JWSAlgorithm.HS256);
  private static final JWK NEW = secret("2026-11", JWSAlgorithm.HS256);

  @Test
  void acceptsATokenUntilHalfAMinuteAfterItsEnd() {
    String token = sign(NEW, claims -> claims.expirationTime(at(60)));
    assertThat(answer(authenticator(59, NEW), "alice", token)).isEqualTo(accepted("alice"));
    assertThat(answer(authenticator(89, NEW), "alice", token)).isEqualTo(accepted("alice"));
    assertThat(answer(authenticator(91, NEW), "alice", token))
        .isEqualTo(Authentication.refused("the token has expired", TokenProblem.TOKENS_EXPIRED));
  }

  @Test
  void acceptsItsOwnTokens() {
    JwtAuthenticator authenticator = authenticator(0, NEW);
    assertThat(answer(authenticator, "alice", authenticator.mint("alice")))
        .isEqualTo(accepted("alice"));
  }

  @Test
  void readsAccountNameAndAttributesFromTheClaims() {
    String token =
        sign(
            NEW,
            claims ->
                claims
                    .subject("account 7")
                    .claim("name", "René")
                    .claim("role", "referee")
                    .claim("level", 3));
    assertThat(answer(authenticator(0, NEW), "René", token))
        .isEqualTo(Authentication.accepted(new Account("account 7", Map.of("role", "referee"))));
    assertThat(answer(authenticator(0, NEW), "account", token))
        .isEqualTo(notOurs(TokenProblem.TOKENS_OF_OTHER_NAMES));
  }

  /// Tests the change to a new key. The operator adds the new key at the head of the list, and
  /// keeps the old key until the tokens of the old key have expired.
  @Test
  void acceptsTokensOfTheOldKeyUntilItIsRemoved() {
    String before = authenticator(0, OLD).mint("alice");
    JwtAuthenticator both = authenticator(0, NEW, OLD);
    String after = both.mint("alice");
    assertThat(answer(both, "alice", before)).isEqualTo(accepted("alice"));
    assertThat(answer(both, "alice", after)).isEqualTo(accepted("alice"));
    JwtAuthenticator rotated = authenticator(0, NEW);
    assertThat(answer(rotated, "alice", before)).isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
    assertThat(answer(rotated, "alice", after)).isEqualTo(accepted("alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS384", "ES256", "ES512", "HS384", "HS512"})
  void supportsTheOtherAlgorithms(String algorithm) throws JOSEException {
    JWK key = key("key", JWSAlgorithm.parse(algorithm));
    JWK known = key instanceof OctetSequenceKey ? key : key.toPublicJWK();
    assertThat(answer(authenticator(0, known), "alice", authenticator(0, key).mint("alice")))
        .isEqualTo(accepted("alice"));
  }

  @Test
  void makesNoTokenWithPublicKeys() throws JOSEException {
    JwtAuthenticator authenticator = authenticator(0, key("key", JWSAlgorithm.ES256).toPublicJWK());
    assertThatIllegalStateException()
        .isThrownBy(() -> authenticator.mint("alice"))
        .withMessage("all keys are public: none can sign");
  }

  @Test
  void refusesATokenOfAnotherKeyWithTheSameId() {
    assertThat(
            answer(
                authenticator(0, NEW),
                "alice",
                authenticator(0, secret("2026-11", JWSAlgorithm.HS256)).mint("alice")))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
  }

  @Test
  void refusesAnAlgorithmThatTheKeyIsNotFor() throws JOSEException {
    OctetSequenceKey key = secret("2026-11", JWSAlgorithm.HS512);
    String token = sign(key, JWSAlgorithm.HS256, claims -> claims);
    assertThat(answer(authenticator(0, key), "alice", token))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
    JWK other = secret("other", JWSAlgorithm.HS256);
    assertThat(answer(authenticator(0, key, other), "alice", token))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
  }

  /// Tests a public key that is used as the secret of an HMAC. The public key is not secret, so
  /// anyone could sign tokens with it.
  @Test
  void refusesAPublicKeyThatIsUsedAsASecret() throws JOSEException {
    RSAKey key = Rsa.key("rsa", JWSAlgorithm.RS256);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
            claims(claims -> claims));
    token.sign(new MACSigner(key.toPublicKey().getEncoded()));
    assertThat(answer(authenticator(0, key), "alice", token.serialize()))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
  }

  @Test
  void refusesATokenWithoutASignature() {
    String plain = new PlainJWT(claims(claims -> claims)).serialize();
    assertThat(answer(authenticator(0, NEW), "alice", plain))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
    String token = sign(NEW, claims -> claims);
    String cut = token.substring(0, token.lastIndexOf('.') + 1);
    assertThat(answer(authenticator(0, NEW), "alice", cut))
        .isEqualTo(notOurs(TokenProblem.TOKENS_MALFORMED));
  }

  @Test
  void refusesATokenWithAnyBitOfItsSignatureOrClaimsChanged() {
    String token = sign(NEW, claims -> claims);
    JwtAuthenticator authenticator = authenticator(0, NEW);
    for (int i = token.indexOf('.') + 1; i < token.length() - 1; i++) {
      if (token.charAt(i) != '.') {
        char other = token.charAt(i) == 'A' ? 'B' : 'A';
        String changed = token.substring(0, i) + other + token.substring(i + 1);
        assertThat(answer(authenticator, "alice", changed))
            .as(changed)
            .isIn(notOurs(TokenProblem.TOKENS_NOT_SIGNED), notOurs(TokenProblem.TOKENS_MALFORMED));
      }
    }
  }

  @Test
  void refusesATokenOfAnotherIssuerOrAudience() {
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.issuer("somebody"));
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.issuer(null));
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.audience("shop"));
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.audience((String) null));
    assertThat(
            answer(
                authenticator(0, NEW),
                "alice",
                sign(NEW, claims -> claims.audience(List.of("shop", "game")))))
        .isEqualTo(accepted("alice"));
  }

  @Test
  void refusesATokenForAnotherNameOrNoName() {
    assertRefused(TokenProblem.TOKENS_OF_OTHER_NAMES, claims -> claims.subject("alicf"));
    assertRefused(TokenProblem.TOKENS_OF_OTHER_NAMES, claims -> claims.subject("ALICE"));
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.subject(null));
    assertRefused(
        TokenProblem.TOKENS_OF_OTHER_NAMES, claims -> claims.subject(" ").claim("name", "alice"));
    assertRefused(TokenProblem.TOKENS_MALFORMED, claims -> claims.claim("name", 5));
    assertRefused(
        TokenProblem.TOKENS_OF_OTHER_NAMES, claims -> claims.claim("name", "a".repeat(700)));
  }

  @Test
  void refusesATokenWithoutAnEndOrABeginning() {
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.expirationTime(null));
    assertRefused(TokenProblem.TOKENS_FOR_OTHERS, claims -> claims.issueTime(null));
    assertRefused(
        TokenProblem.TOKENS_NOT_BEGUN, claims -> claims.issueTime(at(31)).expirationTime(at(60)));
    assertRefused(TokenProblem.TOKENS_NOT_BEGUN, claims -> claims.notBeforeTime(at(31)));
  }

  @Test
  void refusesATokenThatLastsTooLong() {
    Authentication answer =
        answer(authenticator(0, NEW), "alice", sign(NEW, c -> c.expirationTime(at(3601))));
    assertThat(answer)
        .isEqualTo(
            Authentication.refused(
                "the token lasts longer than the server allows", TokenProblem.TOKENS_TOO_LONG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "e30.e30.",
        "e30.e30.e30",
        "1800000060.x",
        "bnVsbA.e30.AAAA",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwicDJjIjotMX0..e30.e30.e30",
        "\0.\0.\0",
        "١.x.y"
      })
  void refusesTextThatIsNoToken(String token) {
    assertThat(answer(authenticator(0, NEW), "alice", token))
        .isIn(notOurs(TokenProblem.TOKENS_MALFORMED), notOurs(TokenProblem.TOKENS_NOT_SIGNED));
  }

  @Test
  void refusesATokenThatNamesNoKey() throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(claims -> claims));
    token.sign(new DefaultJWSSignerFactory().createJWSSigner(NEW));
    assertThat(answer(authenticator(0, NEW), "alice", token.serialize()))
        .isEqualTo(notOurs(TokenProblem.TOKENS_NOT_SIGNED));
  }

  /// Tests a deeply nested token that is about as long as the settings can allow.
  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void refusesJsonThatNestsTooDeeply(String opening) {
    String nested = Base64URL.encode(opening.repeat(24_000 / opening.length())).toString();
    String header = sign(NEW, claims -> claims).split("\\.")[0];
    for (String token : List.of(nested + ".e30.e30", header + "." + nested + ".e30")) {
      assertThat(answer(authenticator(0, NEW), "alice", token))
          .isEqualTo(notOurs(TokenProblem.TOKENS_MALFORMED));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                         | must be a JSON Web Key Set: {"keys": [...]}
          {"keys": []}               | has no key
          null                       | must be a JSON Web Key Set: {"keys": [...]}
          hunter2                    | must be a JSON Web Key Set: {"keys": [...]}
          {"keys": [{"kty": "oct"}]} | must be a JSON Web Key Set: {"keys": [...]}
          """)
  void rejectsTextThatIsNoKeySet(String keys, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> authenticator(0, keys))
        .withMessage(problem);
  }

  @Test
  void rejectsUnusableKeysAndNamesThem() throws JOSEException {
    JWK small = new RSAKeyGenerator(1024, true).keyID("r").algorithm(JWSAlgorithm.RS256).generate();
    assertUnusable("the key 'r' has 1024 bits, RS256 needs at least 2048", small);
    assertUnusable(
        "the key 'h' has 248 bits, HS256 needs at least 256",
        octets("h", 31, JWSAlgorithm.HS256, null));
    assertUnusable(
        "the key 'h' has 256 bits, HS512 needs at least 512",
        octets("h", 32, JWSAlgorithm.HS512, null));
    assertUnusable("has a key without a kid", octets(null, 32, JWSAlgorithm.HS256, null));
    assertUnusable("the key 'h' has no alg, such as HS256", octets("h", 32, null, null));
    assertUnusable(
        "the key 'h' is not for signatures (use)",
        octets("h", 32, JWSAlgorithm.HS256, KeyUse.ENCRYPTION));
    for (Algorithm other : List.of(Algorithm.NONE, JWSAlgorithm.RS256, new Algorithm("dir"))) {
      assertUnusable(
          other == JWSAlgorithm.RS256
              ? "the key 'h' has 256 bits, RS256 needs at least 2048"
              : "the key 'h' cannot verify tokens of its alg",
          octets("h", 32, other, null));
    }
    assertUnusable(
        "the key 'e' cannot verify tokens of its alg",
        new ECKeyGenerator(Curve.P_384).keyID("e").algorithm(JWSAlgorithm.ES256).generate());
    assertUnusable("the key 'x' has exp or nbf, which are not supported", ending("x"));
    assertUnusable("has two keys '2026-11'", NEW, NEW);
    JWK[] many =
        IntStream.range(0, 17)
            .mapToObj(i -> octets("k" + i, 32, JWSAlgorithm.HS256, null))
            .toArray(JWK[]::new);
    assertUnusable("has 17 keys, at most 16", many);
  }

  @Test
  void isUsedWhenConfigured() {
    ServerConfig config =
        new SampleGame()
            .config(
                Map.of(
                    "listen.port", "0",
                    "account.enabled", "false",
                    "login.authenticator", "jwt",
                    "login.jwt.keys", json(NEW)));
    String token = new JwtAuthenticator(settings(json(NEW)), InstantSource.system()).mint("alice");
    try (GameServer server = GameServer.start(new SampleGame(), config);
        TestClient alice = new TestClient(server.port());
        TestClient mallory = new TestClient(server.port())) {
      assertThat(alice.login("alice", token).getName()).isEqualTo("alice");
      mallory.send(
          LoginRequest.newBuilder()
              .setRequestId(1)
              .setName("bob")
              .setCredential(ByteString.copyFromUtf8(token)));
      mallory.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      assertThat(server.count(TokenProblem.TOKENS_OF_OTHER_NAMES)).isEqualTo(1);
      assertThat(server.count(TokenProblem.TOKENS_NOT_SIGNED)).isZero();
    }
  }

  @Test
  void aSubjectOfTheIssuerCannotTakeTheNameOfAnotherOne() {
    ServerConfig config =
        new SampleGame()
            .config(
                Map.of(
                    "listen.port", "0",
                    "storage.url", "memory",
                    "login.authenticator", "jwt",
                    "login.jwt.keys", json(NEW)));
    try (GameServer server = GameServer.start(new SampleGame(), config)) {
      try (TestClient alice = new TestClient(server.port())) {
        alice.login("alice", tokenOf("7", "alice"));
      }
      for (String name : List.of("alice", "aLICE")) {
        try (TestClient mallory = new TestClient(server.port())) {
          mallory.send(
              LoginRequest.newBuilder()
                  .setRequestId(1)
                  .setName(name)
                  .setCredential(ByteString.copyFromUtf8(tokenOf("8", name))));
          assertThat(mallory.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage())
              .isEqualTo("the name belongs to another account");
        }
      }
    }
  }

  /// Returns a token that is valid now.
  private static String tokenOf(String subject, String name) {
    Instant now = Instant.now();
    return sign(
        NEW,
        claims ->
            claims
                .subject(subject)
                .claim("name", name)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600))));
  }

  private static void assertRefused(
      TokenProblem problem, UnaryOperator<JWTClaimsSet.Builder> change) {
    assertThat(answer(authenticator(0, NEW), "alice", sign(NEW, change)))
        .isEqualTo(notOurs(problem));
  }

  private static void assertUnusable(String problem, JWK... keys) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> authenticator(0, keys))
        .withMessage(problem);
  }

  private static JwtAuthenticator authenticator(int seconds, JWK... keys) {
    return authenticator(seconds, json(keys));
  }

  private static JwtAuthenticator authenticator(int seconds, String keys) {
    return new JwtAuthenticator(settings(keys), InstantSource.fixed(NOW.plusSeconds(seconds)));
  }

  private static ServerConfig.Jwt settings(String keys) {
    return new ServerConfig.Jwt(keys, "login", "game", Duration.ofHours(1));
  }

  private static String json(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(false);
  }

  private static OctetSequenceKey secret(String id, JWSAlgorithm algorithm) {
    try {
      return new OctetSequenceKeyGenerator(512).keyID(id).algorithm(algorithm).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The numbers of all RSA keys. Their search takes seconds without the JVM's second compiler.
  private static final class Rsa {
    private static final RSAKey NUMBERS = search();

    private static RSAKey search() {
      try {
        return new RSAKeyGenerator(2048).generate();
      } catch (JOSEException e) {
        throw new AssertionError(e);
      }
    }

    static RSAKey key(String id, JWSAlgorithm algorithm) {
      return new RSAKey.Builder(NUMBERS).keyID(id).algorithm(algorithm).build();
    }
  }

  private static JWK key(String id, JWSAlgorithm algorithm) throws JOSEException {
    if (JWSAlgorithm.Family.RSA.contains(algorithm)) {
      return Rsa.key(id, algorithm);
    } else if (JWSAlgorithm.Family.EC.contains(algorithm)) {
      Curve curve = Curve.forJWSAlgorithm(algorithm).iterator().next();
      return new ECKeyGenerator(curve).keyID(id).algorithm(algorithm).generate();
    }
    return secret(id, algorithm);
  }

  private static JWK ending(String id) {
    return new OctetSequenceKey.Builder(new byte[32])
        .keyID(id)
        .algorithm(JWSAlgorithm.HS256)
        .expirationTime(at(600))
        .build();
  }

  private static JWK octets(String id, int bytes, Algorithm algorithm, KeyUse use) {
    return new OctetSequenceKey.Builder(new byte[bytes])
        .keyID(id)
        .algorithm(algorithm)
        .keyUse(use)
        .build();
  }

  private static String sign(JWK key, UnaryOperator<JWTClaimsSet.Builder> change) {
    return sign(key, JWSAlgorithm.parse(key.getAlgorithm().getName()), change);
  }

  private static String sign(
      JWK key, JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> change) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims(change));
      token.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns claims that the authenticator accepts, unless the change makes them invalid.
  private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer("login")
                .audience("game")
                .subject("alice")
                .issueTime(at(0))
                .expirationTime(at(600)))
        .build();
  }

  private static Date at(int seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private static Authentication answer(JwtAuthenticator authenticator, String name, String token) {
    return authenticator.authenticate(
        new LoginAttempt(
            name, StandardCharsets.UTF_8.encode(token), 0, new InetSocketAddress("127.0.0.1", 1)));
  }

  private static Authentication accepted(String name) {
    return Authentication.accepted(Account.of(name));
  }

  private static Authentication notOurs(TokenProblem problem) {
    return Authentication.refused("the token is not one for this name", problem);
  }
}
