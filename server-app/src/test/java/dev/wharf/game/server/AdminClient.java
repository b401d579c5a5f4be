package dev.wharf.game.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends requests to a server's admin port, as a tool or a browser does.
public final class AdminClient implements AutoCloseable {
  public static final String TOKEN = "a-token-of-24-characters";

  private static final int PATIENCE_MILLIS = 10_000;

  private final InetSocketAddress address;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(PATIENCE_MILLIS)).build();

  public AdminClient(RunningServer server) {
    this(server.server().adminAddress().orElseThrow());
  }

  public AdminClient(InetSocketAddress address) {
    this.address = address;
  }

  public HttpResponse<String> get(String path) {
    return send(request(path, null).GET());
  }

  public HttpResponse<String> get(String path, String token) {
    return send(request(path, token).GET());
  }

  public HttpResponse<String> post(String path, @Nullable String token, String body) {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> send(String method, String path) {
    return send(request(path, null).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  /// Returns the samples of `/metrics`, by the name and labels that the server prints.
  public Map<String, Double> metrics() {
    return samples(get("/metrics").body());
  }

  /// Returns the samples of a text in Prometheus' format, by the name and labels in the text.
  public static Map<String, Double> samples(String text) {
    Map<String, Double> samples = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              samples.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            });
    return samples;
  }

  /// Returns the response of `/api/state` as a flat map with keys like `ledger.sessions`.
  public Map<String, String> state() {
    return values("/api/state");
  }

  /// Returns a page of a table as a flat map with keys like `total` and `rows.0.1`.
  ///
  /// @param query the name of the table, and further parameters, like `rooms&offset=25`
  public Map<String, String> table(String query) {
    return values("/api/table?name=" + query);
  }

  /// Returns a JSON document as a flat map. The keys are the names on the way to a value.
  public Map<String, String> values(String path) {
    return flat(get(path).body());
  }

  /// Sends a text on a new connection, and returns everything that the server sends until the
  /// connection ends.
  public String raw(String request) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // the connection was reset, which ends it, too
    }
  }

  /// Opens a connection, and sends nothing on it.
  public Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address);
    return socket;
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
            .timeout(Duration.ofMillis(PATIENCE_MILLIS));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private static Map<String, String> flat(String document) {
    Map<String, String> values = new TreeMap<>();
    try (JsonParser parser = new JsonFactory().createParser(document)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue()) {
          String path = parser.getParsingContext().pathAsPointer().toString();
          values.put(path.substring(1).replace('/', '.'), parser.getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
