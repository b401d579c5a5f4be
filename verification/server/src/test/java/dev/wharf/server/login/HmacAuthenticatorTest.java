package dev.wharf.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacAuthenticatorTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final HmacAuthenticator authenticator =
      new HmacAuthenticator(SECRET, InstantSource.fixed(NOW));

  @Test
  void acceptsATokenUntilItEnds() {
    String token = authenticator.mint("alice", Duration.ofSeconds(60));

    assertThat(at(59).authenticate(attempt("alice", token)))
        .isEqualTo(Authentication.accepted(Account.of("alice")));
    assertThat(at(60).authenticate(attempt("alice", token)))
        .isEqualTo(refused("the token has expired"));
  }

  /// Made with `openssl dgst -sha256 -hmac`: the signature of `alice\n1800000060`.
  @Test
  void makesTheTokensThatOtherProgramsMake() {
    assertThat(authenticator.mint("alice", Duration.ofSeconds(60)))
        .isEqualTo("1800000060.Jjl_PW3WcmKDNTztEOrQCIN7Whryq1a6Tc0mDPm6kvo");
  }

  @Test
  void refusesATokenForAnotherName() {
    String token = authenticator.mint("alice", Duration.ofSeconds(60));
    assertThat(authenticator.authenticate(attempt("alicf", token))).isEqualTo(notOurs());
  }

  @Test
  void refusesATokenOfAnotherSecret() {
    String token =
        new HmacAuthenticator(SECRET + "!", InstantSource.fixed(NOW))
            .mint("alice", Duration.ofSeconds(60));
    assertThat(authenticator.authenticate(attempt("alice", token))).isEqualTo(notOurs());
  }

  @Test
  void refusesATokenWhoseEndWasMovedOn() {
    String token = authenticator.mint("alice", Duration.ofSeconds(60));
    assertThat(
            authenticator.authenticate(attempt("alice", token.replace("1800000060", "1900000060"))))
        .isEqualTo(notOurs());
  }

  @Test
  void refusesATokenWithAnyBitOfItsSignatureChanged() {
    String token = authenticator.mint("alice", Duration.ofSeconds(60));
    int dot = token.indexOf('.');
    for (int i = dot + 1; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(authenticator.authenticate(attempt("alice", changed))).isEqualTo(notOurs());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "1.", ".x", "1800000060", "9999999999999.x", "-1.x", "١.x"})
  void refusesWhatIsNoToken(String token) {
    assertThat(authenticator.authenticate(attempt("alice", token))).isEqualTo(notOurs());
  }

  @Test
  void isWhatTheServerUsesWhenTheConfigurationSaysSo() {
    ServerConfig config =
        new SampleGame()
            .config(
                Map.of(
                    "listen.port", "0",
                    "login.authenticator", "hmac",
                    "login.hmac.secret", SECRET));
    String token =
        new HmacAuthenticator(SECRET, InstantSource.system()).mint("alice", Duration.ofMinutes(1));
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
    }
  }

  private static HmacAuthenticator at(int seconds) {
    return new HmacAuthenticator(SECRET, InstantSource.fixed(NOW.plusSeconds(seconds)));
  }

  private static LoginAttempt attempt(String name, String token) {
    return new LoginAttempt(
        name, StandardCharsets.UTF_8.encode(token), 0, new InetSocketAddress("127.0.0.1", 1));
  }

  private static Authentication notOurs() {
    return refused("the token is not one for this name");
  }

  private static Authentication refused(String why) {
    return Authentication.refused(why);
  }
}
