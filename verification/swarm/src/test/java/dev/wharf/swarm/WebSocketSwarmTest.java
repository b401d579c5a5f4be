package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests a server and a swarm that speak WebSocket, also behind TLS.
class WebSocketSwarmTest {
  @TempDir private Path folder;

  private TestServer start(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "development", "true",
                "websocket.enabled", "true",
                "websocket.port", "0",
                "tls.development-folder", folder.toString()));
    all.addAll(List.of(more));
    return TestServer.start(all.toArray(String[]::new));
  }

  private static SwarmOptions.Builder users(InetSocketAddress address) {
    return SwarmOptions.builder(address)
        .clients(20)
        .duration(Duration.ofSeconds(3))
        .webSocket(true);
  }

  private static InetSocketAddress webSocket(TestServer server) {
    return server.server().webSocketAddress().orElseThrow();
  }

  private static SwarmResult run(SwarmOptions.Builder options) {
    return new Swarm(options.build(), new GameSwarm()).run(ProgressView.none());
  }

  private static void assertSpotless(SwarmResult result) {
    assertThat(result.errors()).isEmpty();
    assertThat(result.connections().loginFailed()).isZero();
    assertThat(result.connections().loggedIn()).isEqualTo(20);
    assertThat(result.total().counts().isSpotless()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 3000})
  void losesNothing(int payload) {
    try (TestServer server =
        start("session.max-sent-frame-bytes", "8192", "session.max-frame-bytes", "8192")) {
      assertSpotless(
          run(users(webSocket(server)).scenarios(List.of("echo")).payloadBytes(payload)));
    }
  }

  @Test
  void losesNothingBehindTls() {
    try (TestServer server = start("tls.enabled", "true")) {
      assertSpotless(
          run(
              users(webSocket(server))
                  .scenarios(List.of("echo+chat"))
                  .tls(ClientTlsOptions.defaults().trusting(folder.resolve("certificate.pem")))));
    }
  }

  /// Cuts fall into handshakes and frames; the sessions are resumed on new connections.
  @Test
  void losesNothingAlthoughConnectionsAreCut() {
    try (TestServer server = start()) {
      SwarmResult result =
          run(
              users(webSocket(server))
                  .workers(1)
                  .cut(new CutRate(60))
                  .keepGoing(true)
                  .settleTimeout(Duration.ofSeconds(20)));
      assertThat(result.connections().resumes().cuts()).isPositive();
      assertThat(result.connections().resumes().resumed()).isPositive();
      assertThat(result.connections().resumes().refused()).isEmpty();
      assertThat(result.total().counts().isSpotless()).isTrue();
    }
  }

  @Test
  void isRefusedOnThePlainPort() {
    try (TestServer server = start()) {
      SwarmResult result = run(users(server.address()).settleTimeout(Duration.ofSeconds(2)));
      assertThat(result.connections().loggedIn()).isZero();
    }
  }
}
