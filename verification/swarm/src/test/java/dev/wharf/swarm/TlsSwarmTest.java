package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.transport.certificate.CertificateFiles;
import dev.wharf.transport.certificate.DevelopmentCertificate;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests a server and a swarm that speak TLS.
class TlsSwarmTest {
  @TempDir private Path folder;

  private TestServer start(String provider, String... more) {
    List<String> settings =
        List.of(
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
    return TestServer.start(
        Stream.concat(settings.stream(), Stream.of(more)).toArray(String[]::new));
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
    return trusting(folder.resolve("certificate.pem"));
  }

  private static ClientTlsOptions trusting(Path certificate) {
    return ClientTlsOptions.defaults().trusting(certificate);
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
      // The first connection of each of the 20 users may be a full handshake.
      assertThat(figure(server, "wharf_tls_resumed_total"))
          .isGreaterThanOrEqualTo((handshakes - 20) * 0.9);
      assertThat(figure(server, "wharf_tls_certificate_days")).isGreaterThan(300);
    }
  }

  /// The server looks at the files of its certificate while users chat, leave and come back.
  @ParameterizedTest
  @ValueSource(strings = {"auto", "jdk"})
  void losesNobodyWhenTheCertificateIsReplaced(String provider, @TempDir Path next)
      throws Exception {
    try (TestServer server = start(provider, "tls.reload", "1s")) {
      Path before = Files.copy(folder.resolve("certificate.pem"), next.resolve("before.pem"));
      CertificateFiles fresh = DevelopmentCertificate.in(next.resolve("fresh"), Instant.now());
      Thread replacing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    move(fresh.key(), folder.resolve("key.pem"));
                    move(fresh.certificate(), folder.resolve("certificate.pem"));
                  });
      SwarmResult result = run(server, ClientTlsOptions.defaults().insecure(), "chat", "churn");
      replacing.join();
      assertThat(result.connections().loginFailed()).isZero();
      assertThat(result.connections().connectFailed()).isZero();
      assertThat(result.connections().disconnected()).isZero();
      assertThat(result.scenarios()).allMatch(scenario -> scenario.counts().lost() == 0);
      await("the new certificate")
          .atMost(Duration.ofSeconds(60))
          .until(() -> run(server, trusting(), "echo", "ramp").connections().loggedIn() > 0);
      assertThat(run(server, trusting(before), "echo", "ramp").connections().loggedIn()).isZero();
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
