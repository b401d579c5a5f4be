package dev.wharf.swarm.measure;

import dev.wharf.swarm.measure.PrometheusText.Series;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Asks a server for its own figures once a second, on a thread of its own, in Prometheus' text
/// form. A server that does not answer, or answers something else, costs nothing but the figures.
///
/// Thread-safe.
public final class ServerMetrics implements AutoCloseable {
  /// A longer answer is not read to its end, and counts as a failure.
  public static final int LONGEST_ANSWER = 4 << 20;

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final char DELETE = 0x7f;

  /// How old figures may be that are still told.
  private static final long STALE_NANOS = Duration.ofMillis(2_500).toNanos();

  private static final Set<Series> WANTED = ServerFigure.series();
  private static final ServerMetrics NONE = new ServerMetrics(null, "");

  private final @Nullable URI uri;
  private final String token;
  private final @Nullable HttpClient client;
  private final @Nullable Thread thread;
  private volatile boolean ended;

  /// Written by the thread alone, read by anyone.
  private volatile Answers answers = new Answers("", 0, 0, "");

  /// Written by the thread alone, read by anyone.
  private volatile @Nullable Reading latest;

  /// How the asking went.
  ///
  /// @param url who was asked, without credentials; empty when nobody was
  /// @param asked how often
  /// @param failed how often no figures came of it
  /// @param lastFailure why, in our own words; empty when all went well
  public record Answers(String url, long asked, long failed, String lastFailure) {
    /// Nobody was asked.
    public static final Answers NONE = new Answers("", 0, 0, "");
  }

  private record Reading(long nanos, Map<Series, Double> sums, Map<ServerFigure, Double> figures) {}

  private ServerMetrics(@Nullable URI uri, String token) {
    this.uri = uri;
    this.token = token;
    if (uri == null) {
      client = null;
      thread = null;
      return;
    }
    answers = new Answers(withoutCredentials(uri), 0, 0, "");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();
    thread = Thread.ofPlatform().daemon().name("server-metrics").unstarted(this::run);
  }

  /// Asks nobody.
  public static ServerMetrics none() {
    return NONE;
  }

  /// Begins to ask.
  ///
  /// @param uri of http or https
  /// @throws IllegalArgumentException when it is another kind of address
  public static ServerMetrics poll(URI uri) {
    return poll(uri, "");
  }

  /// Begins to ask.
  ///
  /// @param uri of http or https
  /// @param token shown to the server with each request; empty for none
  /// @throws IllegalArgumentException when it is another kind of address
  public static ServerMetrics poll(URI uri, String token) {
    checkAddress(uri);
    checkToken(token);
    ServerMetrics metrics = new ServerMetrics(uri, token);
    if (metrics.thread != null) {
      metrics.thread.start();
    }
    return metrics;
  }

  /// Looks whether [#poll] would take this address.
  ///
  /// @throws IllegalArgumentException when it would not; the message says why
  public static void checkAddress(URI uri) {
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "server-metrics must be an address such as http://127.0.0.1:9000/metrics");
    }
  }

  /// Looks whether [#poll] would take this token.
  ///
  /// @throws IllegalArgumentException when it would not; the message says why
  public static void checkToken(String token) {
    if (!token.chars().allMatch(character -> character > ' ' && character < DELETE)) {
      throw new IllegalArgumentException(
          "the server's admin token holds a character that is no letter, digit or sign of ASCII");
    }
  }

  /// The latest figures; empty when there are none, or none of the last seconds.
  public Map<ServerFigure, Double> figures() {
    Reading reading = latest;
    return reading == null || System.nanoTime() - reading.nanos > STALE_NANOS
        ? Map.of()
        : reading.figures;
  }

  /// How the asking went so far.
  public Answers answers() {
    return answers;
  }

  /// Ends the asking, in the middle of an answer if need be.
  @Override
  public void close() {
    ended = true;
    if (thread == null || client == null) {
      return;
    }
    thread.interrupt();
    client.shutdownNow();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long next = System.nanoTime();
    while (!ended) {
      ask();
      next = Math.max(next + PERIOD.toNanos(), System.nanoTime());
      while (!ended && System.nanoTime() - next < 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void ask() {
    String failure;
    try {
      failure = read();
    } catch (InterruptedException e) {
      return; // only closing does that
    } catch (TimeoutException e) {
      failure = "no answer in time";
    } catch (ExecutionException e) {
      failure = reason(e.getCause());
    }
    if (!ended) {
      tell(failure);
    }
  }

  /// @return why there are no figures; empty when there are
  private String read() throws InterruptedException, ExecutionException, TimeoutException {
    if (uri == null || client == null) {
      return "";
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET();
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    FutureTask<HttpResponse<String>> response =
        new FutureTask<>(() -> send(client, request.build()));
    Thread.ofVirtual().start(response);
    try {
      HttpResponse<String> answer = response.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      return answer.statusCode() == OK
          ? take(PrometheusText.sums(answer.body(), WANTED))
          : refusal(answer.statusCode());
    } finally {
      response.cancel(true);
    }
  }

  /// Waits for the answer, for as long as it takes. `sendAsync` would complete on the JDK's common
  /// pool, whose one or two threads others may block.
  private static HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
  }

  private String take(Map<Series, Double> sums) {
    long now = System.nanoTime();
    Reading before = latest;
    Map<ServerFigure, Double> figures =
        before == null
            ? ServerFigure.between(Map.of(), sums, 1)
            : ServerFigure.between(before.sums, sums, (now - before.nanos) / 1e9);
    latest = new Reading(now, sums, figures);
    return figures.isEmpty() ? "the answer holds none of the figures" : "";
  }

  private void tell(String failure) {
    Answers before = answers;
    boolean failed = !failure.isEmpty();
    answers =
        new Answers(
            before.url(),
            before.asked() + 1,
            before.failed() + (failed ? 1 : 0),
            failed ? failure : before.lastFailure());
  }

  /// In our own words: what the other side wrote stays out.
  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "nobody listens there";
      case java.net.http.HttpTimeoutException _ -> "no answer in time";
      case IOException e when String.valueOf(e.getMessage()).contains("capacity") ->
          "the answer is too long";
      case null, default -> "the connection failed";
    };
  }

  private static String refusal(int status) {
    return status == UNAUTHORIZED
        ? "the server's admin token is missing or wrong"
            + " (--server-metrics-token-file, or WHARF_ADMIN_TOKEN in the environment)"
        : "the answer was HTTP " + status;
  }

  private static String withoutCredentials(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }
}
