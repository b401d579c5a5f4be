package dev.wharf.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A Chromium without a window, controlled over its DevTools protocol. Closing this object ends the
/// browser's processes.
final class Browser implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final String READY = "DevTools listening on ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path profile;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.socket = get(client.newWebSocketBuilder().buildAsync(address, new Inbox()));
  }

  /// Finds the browser of this machine: the program that the environment variable `WHARF_BROWSER`
  /// names, or one with a usual name.
  static Optional<Path> find() {
    String named = System.getenv("WHARF_BROWSER");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    String[] folders = System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator);
    return NAMES.stream()
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path executable) {
    try {
      Path profile = Files.createTempDirectory("browser");
      Process process =
          new ProcessBuilder(commandLine(executable, profile))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Browser(process, profile, awaitReady(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Opens a new tab.
  Page open() {
    ObjectNode blank = object().put("url", "about:blank").put("newWindow", true);
    String target = call("", "Target.createTarget", blank).get("targetId").asText();
    ObjectNode attach = object().put("targetId", target).put("flatten", true);
    String session = call("", "Target.attachToTarget", attach).get("sessionId").asText();
    return new Page(this, session, target);
  }

  /// Sends a command to the browser, and waits for the answer.
  ///
  /// @param session the session of a tab, or an empty text for the browser itself
  JsonNode call(String session, String method, JsonNode parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode message = object().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    get(socket.sendText(message.toString(), true));
    JsonNode told = get(answer);
    if (told.has("error")) {
      throw new IllegalStateException(method + ": " + told.get("error"));
    }
    return told.get("result");
  }

  void listen(Consumer<JsonNode> listener) {
    listeners.add(listener);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(_ -> one).join());
    deleteProfile();
  }

  private static List<String> commandLine(Path executable, Path profile) {
    List<String> line = new ArrayList<>();
    line.add(executable.toString());
    line.addAll(
        List.of(
            "--headless=new",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            // Each window would load two pages for the address bar, which take half of the CPU
            // time.
            "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
            "--disable-gpu",
            "--disable-dev-shm-usage"));
    if (Objects.equals(System.getProperty("user.name"), "root")) {
      line.add("--no-sandbox"); // it refuses to start otherwise; all pages are our own
    }
    line.add("about:blank");
    return line;
  }

  /// Waits until the browser has printed the address of its debugging WebSocket. A background
  /// thread reads the browser's error output until the browser ends, because the browser would
  /// block on a full pipe.
  private static URI awaitReady(Process process) {
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("browser-log")
        .start(
            () -> {
              List<String> seen = new ArrayList<>();
              try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                  seen.add(line);
                  if (line.startsWith(READY)) {
                    address.complete(URI.create(line.substring(READY.length()).strip()));
                  }
                }
              } catch (IOException e) {
                // The process has ended.
              }
              address.completeExceptionally(
                  new IllegalStateException("the browser ended: " + String.join("\n", seen)));
            });
    return get(address);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the browser does not answer", e);
    }
  }

  private void deleteProfile() {
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // The browser has deleted a file during this deletion. The other files stay in the folder for
      // temporary files.
    }
  }

  /// Receives the browser's messages. Joins the parts of a message, and handles the complete
  /// message.
  private final class Inbox implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        receive(message);
      }
      webSocket.request(1);
      return null;
    }

    private void receive(String message) {
      try {
        JsonNode json = JSON.readTree(message);
        CompletableFuture<JsonNode> waiting =
            json.has("id") ? answers.remove(json.get("id").asInt()) : null;
        if (waiting != null) {
          waiting.complete(json);
        } else {
          listeners.forEach(listener -> listener.accept(json));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
