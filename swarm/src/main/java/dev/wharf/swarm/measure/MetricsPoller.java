package dev.wharf.swarm.measure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Polls a server's metrics in Prometheus's text format, once a second on its own thread. When a
/// poll fails, the poller counts it, and the run continues without the figures. Thread-safe.
public final class MetricsPoller implements AutoCloseable {
  /// The longest accepted response, in bytes. A poll with a longer response counts as failed, and
  /// the response is not read to its end.
  public static final int LONGEST_ANSWER = 4 << 20;

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final char DELETE = 0x7f;

  /// The age at which figures are too old to return.
  private static final long STALE_NANOS = Duration.ofMillis(2_500).toNanos();

  private static final MetricsPoller NONE = new MetricsPoller("", _ -> {});

  private final Thread thread;

  /// The counts of polls. The polling thread writes them, and any thread reads them.
  private volatile Polls answers;

  /// The figures of the latest successful poll; null before it. The polling thread writes them, and
  /// any thread reads them.
  private volatile @Nullable Reading latest;

  /// The counts of polls.
  ///
  /// @param url the address without credentials; empty when no server is polled
  /// @param asked the number of polls
  /// @param failed the number of polls without figures
  /// @param lastFailure the reason of the last failed poll, never a text of the server; empty when
  ///   none failed
  public record Polls(String url, long asked, long failed, String lastFailure) {
    /// The counts when no server is polled.
    public static final Polls NONE = new Polls("", 0, 0, "");
  }

  private record Reading(long nanos, Map<String, Double> sums, Map<ServerFigure, Double> figures) {}

  private MetricsPoller(String url, Consumer<MetricsPoller> polling) {
    answers = new Polls(url, 0, 0, "");
    thread =
        Thread.ofPlatform().daemon().name("server-metrics").unstarted(() -> polling.accept(this));
  }

  /// Returns a poller that polls no server.
  public static MetricsPoller none() {
    return NONE;
  }

  /// Starts polling without a token.
  ///
  /// @param uri the address of the metrics, with `http` or `https`
  /// @throws IllegalArgumentException when the address has another scheme or no host
  public static MetricsPoller poll(URI uri) {
    return poll(uri, "");
  }

  /// Starts polling.
  ///
  /// @param uri the address of the metrics, with `http` or `https`
  /// @param token the token that is sent with each request; empty for none
  /// @throws IllegalArgumentException when the address has another scheme or no host
  public static MetricsPoller poll(URI uri, String token) {
    checkAddress(uri);
    checkToken(token);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET();
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    MetricsPoller metrics =
        new MetricsPoller(withoutCredentials(uri), own -> own.run(request.build()));
    metrics.thread.start();
    return metrics;
  }

  /// Checks an address for [#poll].
  ///
  /// @throws IllegalArgumentException when the address has another scheme than `http` or `https`,
  ///   or no host; the message says what an address looks like
  public static void checkAddress(URI uri) {
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "server-metrics must be an address such as http://127.0.0.1:9000/metrics");
    }
  }

  /// Checks a token for [#poll].
  ///
  /// @throws IllegalArgumentException when the token is not valid in an HTTP header; the message
  ///   says why
  public static void checkToken(String token) {
    if (!token.chars().allMatch(character -> character > ' ' && character < DELETE)) {
      throw new IllegalArgumentException(
          "the server's admin token has a character that is not an ASCII letter, digit or sign");
    }
  }

  /// Returns the latest figures; empty when there are none, or when they are too old.
  public Map<ServerFigure, Double> figures() {
    Reading reading = latest;
    return reading == null || System.nanoTime() - reading.nanos > STALE_NANOS
        ? Map.of()
        : reading.figures;
  }

  /// Returns the present counts of polls.
  public Polls answers() {
    return answers;
  }

  /// Stops polling, cancels a pending request, and waits for the end of the polling thread.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(HttpRequest request) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
    try {
      while (true) {
        long next = System.nanoTime() + PERIOD.toNanos();
        count(failureOf(client, request));
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() interrupts this thread
    } finally {
      client.shutdownNow();
    }
  }

  /// Polls once.
  ///
  /// @return the reason of a failure; empty when the poll succeeded
  private String failureOf(HttpClient client, HttpRequest request) throws InterruptedException {
    FutureTask<HttpResponse<String>> response = new FutureTask<>(() -> send(client, request));
    Thread.ofVirtual().start(response);
    try {
      HttpResponse<String> answer = response.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      return answer.statusCode() == OK
          ? take(PrometheusText.sums(answer.body()))
          : refusal(answer.statusCode());
    } catch (TimeoutException e) {
      return "no answer in time";
    } catch (ExecutionException e) {
      return reason(e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  /// Sends the request, and blocks until the response is complete. Does not use `sendAsync`, which
  /// completes on the JDK's common pool: other code may block the few threads of the pool.
  private static HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
  }

  private String take(Map<String, Double> sums) {
    long now = System.nanoTime();
    Reading before = latest;
    Map<ServerFigure, Double> figures =
        before == null
            ? ServerFigure.between(Map.of(), sums, 1)
            : ServerFigure.between(before.sums, sums, (now - before.nanos) / 1e9);
    latest = new Reading(now, sums, figures);
    return figures.isEmpty() ? "the response has none of the figures" : "";
  }

  private void count(String failure) {
    Polls before = answers;
    answers =
        failure.isEmpty()
            ? new Polls(before.url, before.asked + 1, before.failed, before.lastFailure)
            : new Polls(before.url, before.asked + 1, before.failed + 1, failure);
  }

  /// Returns the reason of a failure as a fixed text, because a text of the server must not reach
  /// the terminal.
  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "nobody listens there";
      case HttpTimeoutException _ -> "no answer in time";
      case IOException e when String.valueOf(e.getMessage()).contains("capacity") ->
          "the response is too long";
      case null, default -> "the connection failed";
    };
  }

  private static String refusal(int status) {
    return status == UNAUTHORIZED
        ? "the server's admin token is missing or wrong"
            + " (--server-metrics-token-file, or WHARF_ADMIN_TOKEN in the environment)"
        : "the response was HTTP " + status;
  }

  private static String withoutCredentials(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }
}
