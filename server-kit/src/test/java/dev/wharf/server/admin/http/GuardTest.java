package dev.wharf.server.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.server.admin.http.Guard.Access;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private static final String TOKEN = "a-token-of-24-characters";
  private static final InetAddress FROM = InetAddress.ofLiteral("10.0.0.7");
  private static final String HOST = "127.0.0.1:7780";

  private final Guard onLoopback = guard("127.0.0.1", TOKEN);
  private final Guard onAll = guard("0.0.0.0", TOKEN);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:7780",
        "127.0.0.1",
        "127.0.0.1:7780",
        "10.0.0.7:80",
        "[::1]",
        "[::1]:7780",
        "[2001:db8::7]:80"
      })
  void letsAddressesAndLocalhostThrough(String host) {
    assertThat(onLoopback.check(Access.READ, FROM, host, null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:7780",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:127.0.0.1",
        "127.0.0.1:7780:80",
        "::1",
        "[::1",
        "[evil.example]",
        "127.0.0.1 ",
        "evil.example@127.0.0.1",
        "0x7f000001"
      })
  void refusesAllOtherNames(String host) {
    for (Access needs : List.of(Access.SAFE_HOST, Access.READ, Access.CHANGE)) {
      assertStatus(
          onLoopback.check(needs, FROM, host, null), HttpResponseStatus.MISDIRECTED_REQUEST);
    }
  }

  @Test
  void refusesARequestWithoutAHost() {
    assertStatus(
        onLoopback.check(Access.SAFE_HOST, FROM, null, null),
        HttpResponseStatus.MISDIRECTED_REQUEST);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "wharf:7780", "wharf.games.svc.cluster.local", "evil.example"})
  void needsNoHostWhereNothingIsSecretOrChanged(String host) {
    assertThat(onLoopback.check(Access.PUBLIC, FROM, host, null)).isNull();
    assertThat(onLoopback.check(Access.METRICS, FROM, host, null)).isNull();
    assertThat(onAll.check(Access.PUBLIC, FROM, host, null)).isNull();
    assertStatus(onAll.check(Access.METRICS, FROM, host, null), HttpResponseStatus.UNAUTHORIZED);
    assertThat(onAll.check(Access.METRICS, FROM, host, "Bearer " + TOKEN)).isNull();
  }

  @Test
  void acceptsAnyHostWithTheToken() {
    assertThat(onLoopback.check(Access.CHANGE, FROM, "game.example", "Bearer " + TOKEN)).isNull();
  }

  @Test
  void showsPlayersOnLoopbackToAllAndElsewhereOnlyWithTheToken() {
    assertThat(onLoopback.check(Access.READ, FROM, HOST, null)).isNull();
    assertStatus(onAll.check(Access.READ, FROM, HOST, null), HttpResponseStatus.UNAUTHORIZED);
    assertThat(onAll.check(Access.READ, FROM, HOST, "Bearer " + TOKEN)).isNull();
    assertThat(onAll.check(Access.PUBLIC, FROM, HOST, null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer a-token-of-24-character",
        "Bearer a-token-of-24-charactersX",
        "Basic a-token-of-24-characters",
        "a-token-of-24-characters"
      })
  void letsNobodyChangeAnythingWithoutTheToken(String authorization) {
    assertStatus(
        onLoopback.check(Access.CHANGE, FROM, HOST, authorization),
        HttpResponseStatus.UNAUTHORIZED);
    assertStatus(
        onLoopback.check(Access.CHANGE, FROM, HOST, null), HttpResponseStatus.UNAUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "Bearer", "", "Bearer anything"})
  void allowsNoChangesWhenNoTokenIsSet(String authorization) {
    Guard withoutToken = guard("127.0.0.1", "");
    assertStatus(
        withoutToken.check(Access.CHANGE, FROM, HOST, authorization), HttpResponseStatus.FORBIDDEN);
    assertStatus(withoutToken.check(Access.CHANGE, FROM, HOST, null), HttpResponseStatus.FORBIDDEN);
    assertStatus(
        withoutToken.check(Access.SAFE_HOST, FROM, "evil.example", authorization),
        HttpResponseStatus.MISDIRECTED_REQUEST);
  }

  @Test
  void checksNoTokenAfterTooManyWrongOnesAndStillAcceptsRequestsThatNeedNone() {
    for (int i = 0; i < WrongTokenLimit.MOST_WRONG; i++) {
      assertStatus(
          onAll.check(Access.READ, FROM, HOST, "Bearer guess " + i),
          HttpResponseStatus.UNAUTHORIZED);
    }
    for (String authorization : List.of("Bearer one more", "Bearer " + TOKEN)) {
      for (Access needs : List.of(Access.READ, Access.CHANGE)) {
        assertStatus(
            onAll.check(needs, FROM, HOST, authorization), HttpResponseStatus.TOO_MANY_REQUESTS);
      }
      assertStatus(
          onAll.check(Access.SAFE_HOST, FROM, "evil.example", authorization),
          HttpResponseStatus.TOO_MANY_REQUESTS);
      assertThat(onAll.check(Access.PUBLIC, FROM, HOST, authorization)).isNull();
    }
    assertStatus(onAll.check(Access.READ, FROM, HOST, null), HttpResponseStatus.UNAUTHORIZED);
  }

  private static Guard guard(String address, String token) {
    return new Guard(
        new InetSocketAddress(InetAddress.ofLiteral(address), 0),
        token,
        new WrongTokenLimit(System::nanoTime));
  }

  private static void assertStatus(Response refusal, HttpResponseStatus status) {
    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(status);
  }
}
