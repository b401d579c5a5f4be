package dev.wharf.client.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.TestServer;
import dev.wharf.client.swarm.ScenarioRegistry;
import dev.wharf.client.swarm.Swarm;
import dev.wharf.client.swarm.SwarmOptions;
import dev.wharf.client.swarm.report.ProgressView;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What the swarm reads of a server's metrics is what a real server tells.
class RealServerMetricsTest {
  @Test
  void everyFigureIsFoundInWhatARealServerTells() {
    Set<ServerFigure> found = EnumSet.noneOf(ServerFigure.class);
    try (TestServer server = TestServer.start("admin.enabled", "true", "admin.port", "0");
        ServerMetrics metrics = ServerMetrics.poll(metricsOf(server))) {
      Awaitility.await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                play(server);
                System.gc(); // whose figures begin with its first work
                found.addAll(metrics.figures().keySet());
                assertThat(found).containsExactlyInAnyOrder(ServerFigure.values());
              });
    }
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
    new Swarm(options, ScenarioRegistry.standard()).run(ProgressView.none());
  }
}
