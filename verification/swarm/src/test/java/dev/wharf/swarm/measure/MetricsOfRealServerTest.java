package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.report.ProgressView;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the swarm finds its figures in the metrics of a real server.
class MetricsOfRealServerTest {
  @Test
  void findsEveryFigureInTheMetricsOfARealServer() {
    Set<ServerFigure> found = EnumSet.noneOf(ServerFigure.class);
    try (TestServer server = TestServer.start("admin.enabled", "true", "admin.port", "0");
        MetricsPoller metrics = MetricsPoller.poll(metricsOf(server))) {
      Awaitility.await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                play(server);
                System.gc(); // the collector's figures appear after its first run
                found.addAll(metrics.figures().keySet());
                assertThat(found).containsExactlyInAnyOrder(ServerFigure.values());
              });
    }
  }

  /// The admin port listens on more than loopback, as for a poller on another machine, so that it
  /// needs a token.
  @Test
  void sendsTheTokenToAnAdminPortThatNeedsIt() {
    String token = "a-token-of-24-characters";
    try (TestServer server =
        TestServer.start(
            "admin.enabled", "true",
            "admin.port", "0",
            "admin.address", "0.0.0.0",
            "admin.token", token)) {
      try (MetricsPoller metrics = MetricsPoller.poll(metricsOf(server), token)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(metrics.figures()).isNotEmpty());
      }
      for (String wrong : List.of("", "another-token-of-that-kind")) {
        try (MetricsPoller metrics = MetricsPoller.poll(metricsOf(server), wrong)) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .untilAsserted(
                  () ->
                      assertThat(metrics.answers().lastFailure())
                          .startsWith("the server's admin token is missing or wrong")
                          .contains("WHARF_ADMIN_TOKEN"));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a token", "token\n", "t\u00f6ken", "a\r\nX-Other: header"})
  void rejectsATokenThatNoHeaderMayHold(String token) {
    URI nobody = URI.create("http://127.0.0.1:1/metrics");
    assertThatThrownBy(() -> MetricsPoller.poll(nobody, token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the server's admin token has a character")
        .hasMessageNotContaining(token);
  }

  private static URI metricsOf(TestServer server) {
    InetSocketAddress admin = server.server().adminAddress().orElseThrow();
    return URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics");
  }

  private static void play(TestServer server) {
    SwarmOptions options =
        SwarmOptions.builder(server.address())
            .clients(4)
            .scenarios(List.of("mixed"))
            .duration(Duration.ofMillis(200))
            .workers(1)
            .build();
    new Swarm(options, new GameSwarm()).run(ProgressView.none());
  }
}
