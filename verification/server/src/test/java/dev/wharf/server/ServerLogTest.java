package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests what the server's process prints to standard error, and that it never waits for a reader.
class ServerLogTest {
  private static final Pattern DROPPED =
      Pattern.compile("^wharf_log_dropped_total (\\S+)$", Pattern.MULTILINE);

  /// The number of connections of the test. Each one makes a log line of about 70 bytes, so that
  /// all lines together are larger than a pipe, which takes 64 KiB.
  private static final int CONNECTIONS = 2_000;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void servesDrainsAndEndsWhileNobodyReadsItsLog() throws IOException {
    try (ServerProcess server = startUnread()) {
      int port = server.awaitReady();
      fillTheLog(server, port);
      try (TestClient client = new TestClient(port)) {
        client.login("alice");
        client.join("lobby");
      }

      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.output()).last().asString().startsWith("wharf-server ledger: 0 live");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void tellsHowManyLinesItDroppedOnceSomebodyReadsAgain() throws IOException {
    try (ServerProcess server = startUnread()) {
      fillTheLog(server, server.awaitReady());
      server.readErrors();
      RunningServer.eventually(
          () ->
              assertThat(server.errors())
                  .anyMatch(
                      line -> line.matches(".* WARN .*[0-9]+ lines of the log were dropped.*")));
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.errors()).last().asString().contains("ended; events counted: none");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
  void printsNothingButJsonWhenAskedTo() throws IOException {
    try (ServerProcess server =
        ServerProcess.start(
            "--dev",
            "--port=0",
            "--set=log.format=json",
            "--set=admin.enabled=true",
            "--set=admin.port=0")) {
      int port = server.awaitReady();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(new byte[] {0, 0, 0, 0});
        assertThat(socket.getInputStream().readAllBytes()).as("a Failure").isNotEmpty();
      }
      server.terminate();
      assertThat(server.awaitExit()).isZero();

      assertThat(events(server.errors()))
          .anySatisfy(event -> assertThat(event.get("message")).contains("chat.texts = 0"))
          .anySatisfy(
              event ->
                  assertThat(event)
                      .containsEntry("level", "WARN")
                      .hasEntrySatisfying(
                          "formattedMessage",
                          text -> assertThat(text).contains("DEVELOPMENT LOGIN")))
          .anySatisfy(
              event -> assertThat(event.get("formattedMessage")).contains("MALFORMED_FRAME"))
          .anySatisfy(event -> assertThat(event.get("message")).contains("draining"));
    }
  }

  @Test
  void explainsInJsonWhyItDoesNotStart() throws IOException {
    try (ServerProcess server =
        ServerProcess.start("--set=log.format=json", "--bind=0.0.0.0", "--port=0")) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(events(server.errors()))
          .last()
          .satisfies(event -> assertThat(event).containsEntry("level", "ERROR"))
          .satisfies(event -> assertThat(event.get("message")).contains("listen.address"));
    }
  }

  @Test
  void explainsInJsonTheProblemsOfItsConfiguration() throws IOException {
    try (ServerProcess server =
        ServerProcess.start("--set=log.format=json", "--set=chat.texts=many", "--set=a.b=1")) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(events(server.errors()))
          .hasSize(2)
          .allSatisfy(event -> assertThat(event).containsEntry("level", "ERROR"));
    }
  }

  @Test
  void reportsBadUsageInJson() throws IOException {
    try (ServerProcess server = ServerProcess.start("--set=log.format=json", "--frobnicate")) {
      assertThat(server.awaitExit()).isEqualTo(2);
      assertThat(events(server.errors()))
          .anySatisfy(event -> assertThat(event.get("message")).contains("--frobnicate"));
    }
  }

  private static ServerProcess startUnread() {
    return ServerProcess.startUnread(
        "--dev",
        "--port=0",
        "--set=log.level=debug",
        "--set=log.buffer=16KiB",
        "--set=admin.enabled=true",
        "--set=admin.port=0");
  }

  private static void fillTheLog(ServerProcess server, int port) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
    RunningServer.eventually(() -> assertThat(dropped(server)).isPositive());
  }

  private static double dropped(ServerProcess server) {
    String line = server.output().getFirst();
    URI metrics = URI.create("http://" + line.substring(line.lastIndexOf(' ') + 1) + "/metrics");
    try (InputStream answer = metrics.toURL().openStream()) {
      Matcher found = DROPPED.matcher(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
      return found.find() ? Double.parseDouble(found.group(1)) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /// Returns the text fields of the JSON object in each line. Fails when a line is not a JSON
  /// object.
  private static List<Map<String, String>> events(List<String> lines) throws IOException {
    List<Map<String, String>> events = new ArrayList<>();
    for (String line : lines) {
      assertThat(line).startsWith("{");
      events.add(texts(line));
    }
    return events;
  }

  private static Map<String, String> texts(String line) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && parser.currentName() != null) {
          texts.putIfAbsent(parser.currentName(), parser.getText());
        }
      }
    }
    return texts;
  }
}
