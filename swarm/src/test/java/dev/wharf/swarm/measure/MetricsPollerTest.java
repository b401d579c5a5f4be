package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPollerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ANSWER =
      """
      wharf_sessions 12
      process_cpu_usage 0.25
      jvm_memory_used_bytes{area="heap",id="a"} 100
      jvm_memory_used_bytes{area="heap",id="b"} 50
      jvm_memory_used_bytes{area="nonheap",id="c"} 7
      """;

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void readsTheServersFigures() {
    try (MetricsPoller metrics = poll(exchange -> answer(exchange, 200, ANSWER))) {
      await().atMost(PATIENCE).until(() -> !metrics.figures().isEmpty());
      assertThat(metrics.figures())
          .containsOnly(
              Map.entry(ServerFigure.SESSIONS, 12.0),
              Map.entry(ServerFigure.CPU, 25.0),
              Map.entry(ServerFigure.HEAP, 150.0));
      assertThat(metrics.answers().failed()).isZero();
      assertThat(metrics.answers().lastFailure()).isEmpty();
    }
  }

  @Test
  void countersBecomeRatesFromTheSecondAnswerOn() {
    long[] packets = {0};
    HttpHandler handler =
        exchange -> answer(exchange, 200, "wharf_packets_sent_total " + (packets[0] += 1_000));
    try (MetricsPoller metrics = poll(handler)) {
      await()
          .atMost(PATIENCE)
          .until(() -> metrics.figures().containsKey(ServerFigure.PACKETS_SENT));
      assertThat(metrics.figures().get(ServerFigure.PACKETS_SENT)).isPositive();
    }
  }

  @Test
  void ratesAndMeansAreOverTheTimeBetweenTwoReadings() {
    Map<String, Double> before =
        Map.of(
            "wharf_accepts_total", 10.0,
            "wharf_handler_seconds_sum", 1.0,
            "wharf_handler_seconds_count", 100.0,
            "wharf_closes_total", 50.0);
    Map<String, Double> now =
        Map.of(
            "wharf_accepts_total", 40.0,
            "wharf_handler_seconds_sum", 1.5,
            "wharf_handler_seconds_count", 1_100.0,
            "wharf_closes_total", 0.0);
    Map<ServerFigure, Double> figures = ServerFigure.between(before, now, 2);
    assertThat(figures).containsEntry(ServerFigure.ACCEPTS, 15.0);
    assertThat(figures.get(ServerFigure.HANDLER)).isCloseTo(500, within(1e-6));
    assertThat(figures)
        .as("the server's counters started anew")
        .doesNotContainKey(ServerFigure.CLOSES);
    assertThat(ServerFigure.between(now, now, 2)).doesNotContainKey(ServerFigure.HANDLER);
  }

  @Test
  void reportsTheStatusOfAFailedResponse() {
    expectFailure(exchange -> answer(exchange, 404, ANSWER), "the response was HTTP 404");
  }

  @Test
  void doesNotFollowRedirects() {
    expectFailure(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:9/");
          answer(exchange, 302, "");
        },
        "the response was HTTP 302");
  }

  @Test
  void reportsAResponseWithoutFigures() {
    expectFailure(
        exchange -> answer(exchange, 200, "<html>hello</html>"),
        "the response has none of the figures");
  }

  @Test
  void limitsTheLengthOfAResponse() {
    expectFailure(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] line = "wharf_sessions 1\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
          try (OutputStream body = exchange.getResponseBody()) {
            for (int sent = 0; sent < 10 * MetricsPoller.LONGEST_ANSWER; sent += line.length) {
              body.write(line);
            }
          } catch (IOException e) {
            // The poller has closed the connection.
          }
        },
        "the response is too long");
  }

  @Test
  void limitsTheTimeOfAResponse() {
    expectFailure(exchange -> awaitEnd(), "no answer in time");
  }

  @Test
  void reportsThatNoServerListens() {
    server.stop(0);
    try (MetricsPoller metrics = MetricsPoller.poll(address())) {
      await().atMost(PATIENCE).until(() -> metrics.answers().failed() > 0);
      assertThat(metrics.answers().lastFailure()).isEqualTo("nobody listens there");
    }
  }

  @Test
  void closingDoesNotWaitForAResponse() {
    CountDownLatch asked = new CountDownLatch(1);
    MetricsPoller metrics =
        poll(
            exchange -> {
              asked.countDown();
              awaitEnd();
            });
    await().atMost(PATIENCE).until(() -> asked.getCount() == 0);
    metrics.close();
    assertThat(metrics.answers().asked()).as("the pending poll does not count").isZero();
  }

  @Test
  void keepsCredentialsToItself() {
    URI uri = URI.create("http://user:secret@127.0.0.1:" + port() + "/metrics?token=secret");
    try (MetricsPoller metrics = MetricsPoller.poll(uri)) {
      assertThat(metrics.answers().url()).isEqualTo("http://127.0.0.1:" + port() + "/metrics");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/", "metrics", "file:///etc/passwd", "http:///metrics", "http:x"})
  void acceptsOnlyHttpAddresses(String address) {
    assertThatThrownBy(() -> MetricsPoller.poll(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as http://127.0.0.1:9000/metrics");
  }

  private void expectFailure(HttpHandler handler, String reason) {
    try (MetricsPoller metrics = poll(handler)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(metrics.answers().lastFailure()).isEqualTo(reason));
      assertThat(metrics.answers().failed()).isPositive();
      assertThat(metrics.figures()).isEmpty();
    }
  }

  private MetricsPoller poll(HttpHandler handler) {
    server.createContext("/", handler);
    return MetricsPoller.poll(address());
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/metrics");
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
