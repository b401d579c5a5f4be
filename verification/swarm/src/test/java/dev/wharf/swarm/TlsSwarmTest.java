package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests a server and a swarm that speak TLS.
class TlsSwarmTest {
  @TempDir private Path folder;

  private TestServer start(String provider) {
    return TestServer.start(
        "development",
        "true",
        "tls.enabled",
        "true",
        "tls.provider",
        provider,
        "tls.development-folder",
        folder.toString(),
        "admin.enabled",
        "true",
        "admin.port",
        "0");
  }

  private SwarmResult run(
      TestServer server, @Nullable ClientTlsOptions tls, String scenario, String profile) {
    SwarmOptions options =
        SwarmOptions.builder(server.address())
            .clients(20)
            .scenarios(List.of(scenario))
            .profile(Profiles.find(profile).profile())
            .duration(Duration.ofSeconds(3))
            .tls(tls)
            .build();
    return new Swarm(options, new GameSwarm()).run(ProgressView.none());
  }

  private ClientTlsOptions trusting() {
    return ClientTlsOptions.defaults().trusting(folder.resolve("certificate.pem"));
  }

  private static double figure(TestServer server, String name)
      throws IOException, InterruptedException {
    URI metrics =
        URI.create(
            "http://127.0.0.1:"
                + server.server().adminAddress().orElseThrow().getPort()
                + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return text.lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "jdk"})
  void nothingIsLostAndPlayersWhoComeBackResume(String provider) throws Exception {
    try (TestServer server = start(provider)) {
      SwarmResult result = run(server, trusting(), "chat", "churn");
      assertThat(result.connections().loginFailed()).isZero();
      double handshakes = figure(server, "wharf_tls_handshakes_total");
      assertThat(handshakes).isGreaterThan(20);
      // The first connection of each of the 20 users may be a full handshake. BoringSSL's client
      // keeps one ticket for a server and uses it once, and the users share it.
      double expected = provider.equals("jdk") ? (handshakes - 20) * 0.9 : 1;
      assertThat(figure(server, "wharf_tls_resumed_total")).isGreaterThanOrEqualTo(expected);
      assertThat(figure(server, "wharf_tls_certificate_days")).isGreaterThan(300);
    }
  }

  @Test
  void refusesUsersWithoutTlsAndUsersThatDoNotTrust() throws Exception {
    try (TestServer server = start("auto")) {
      assertThat(run(server, null, "echo", "ramp").connections().loggedIn()).isZero();
      assertThat(figure(server, "wharf_tls_failures_total{reason=\"not_tls\"}")).isPositive();
      assertThat(run(server, ClientTlsOptions.defaults(), "echo", "ramp").connections().loggedIn())
          .isZero();
      assertThat(figure(server, "wharf_tls_failures_total{reason=\"peer_alert\"}")).isPositive();
      assertThat(
              run(server, ClientTlsOptions.defaults().insecure(), "echo", "ramp")
                  .connections()
                  .loggedIn())
          .isPositive();
    }
  }
}
