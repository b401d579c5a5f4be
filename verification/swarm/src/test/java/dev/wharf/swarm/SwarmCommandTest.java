package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the command `wharf swarm` with the arguments and exit codes of a shell, against a real
/// server.
class SwarmCommandTest {
  private static final String NO_FAULT =
      " PASS  nothing was lost, duplicated, out of order or corrupted";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    // There are 40 clients. Each sends 4 echoes a second, and 1 chat text a second to the 20
    // members of its room.
    "echo, 160, 160, 0, 0",
    "chat, 0, 0, 40, 800",
    "mixed, 160, 160, 40, 800",
  })
  void deliversEverythingAndPasses(
      String scenario, long echoSent, long echoExpected, long chatSent, long chatExpected)
      throws IOException {
    Path file = folder.resolve("result.json");
    try (TestServer server = TestServer.start()) {
      Cli run =
          swarm(
              server.port(),
              "--scenario",
              scenario,
              "--clients",
              "40",
              "--duration",
              "1s",
              "--json",
              file.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.outLines()).contains(NO_FAULT).endsWith(" written     " + file);
      assertThat(run.code()).isZero();
    }
    Json json = Json.read(file);
    assertThat(json.text("/verdict")).isEqualTo("pass");
    assertThat(json.number("/format")).isEqualTo(4);
    assertThat(json.number("/connections/logged_in")).isEqualTo(40);
    assertThat(json.number("/connections/connect/count")).isEqualTo(40);
    assertThat(json.number("/connections/disconnected")).isZero();
    int scenarios = 0;
    if (echoSent > 0) {
      checkAllArrived(json, "/scenarios/" + scenarios++, "echo", echoSent, echoExpected);
    }
    if (chatSent > 0) {
      checkAllArrived(json, "/scenarios/" + scenarios, "chat", chatSent, chatExpected);
    }
    assertThat(json.number("/generator_lag/count")).isEqualTo(echoSent + chatSent);
  }

  private static void checkAllArrived(Json json, String at, String name, long sent, long expected) {
    assertThat(json.text(at + "/name")).isEqualTo(name);
    assertThat(json.number(at + "/sent")).isEqualTo(sent);
    assertThat(json.number(at + "/expected")).isEqualTo(expected);
    assertThat(json.number(at + "/delivered")).isEqualTo(expected);
    assertThat(json.number(at + "/latency/count")).isEqualTo(expected);
    for (String fault : List.of("lost", "duplicated", "out_of_order", "corrupted", "not_sent")) {
      assertThat(json.number(at + "/" + fault)).as(fault).isZero();
    }
  }

  @Test
  void writesAPageAndATimelineWithTheServersFigures() throws IOException {
    Path file = folder.resolve("result.json");
    Path page = folder.resolve("result.html");
    HttpServer metrics = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    metrics.createContext("/metrics", SwarmCommandTest::tellSessions);
    metrics.start();
    try (TestServer server = TestServer.start()) {
      Cli run =
          swarm(
              server.port(),
              "--scenario",
              "echo",
              "--clients",
              "20",
              "--duration",
              "2s",
              "--json",
              file.toString(),
              "--report",
              page.toString(),
              "--server-metrics",
              "http://127.0.0.1:" + metrics.getAddress().getPort() + "/metrics");
      assertThat(run.code()).isZero();
    } finally {
      metrics.stop(0);
    }
    assertThat(page).content().contains("<h1>PASS: ").endsWith("</html>\n");
    Json json = Json.read(file);
    assertThat(json.number("/timeline/server/failed")).isZero();
    assertThat(json.text("/timeline/server/figures/sessions/0")).isEqualTo("42");
    assertThat(json.text("/timeline/phases/0/name")).isEqualTo("echo: getting ready");
    assertThat(sumOverTime(json, "sent")).isCloseTo(160, within(4.0));
    assertThat(sumOverTime(json, "delivered")).isCloseTo(160, within(4.0));
    assertThat(sumOverTime(json, "intended")).isCloseTo(160, within(4.0));
    assertThat(json.number("/timeline/lag/p50/1")).isPositive();
  }

  /// Adds up the rate of each point, times the seconds of the point. The sum is the number of
  /// messages, apart from rounding.
  private static double sumOverTime(Json json, String rate) {
    double sum = 0;
    double before = 0;
    for (int i = 0; json.places().contains("/timeline/at/" + i); i++) {
      double at = json.number("/timeline/at/" + i);
      sum += json.number("/timeline/scenarios/0/" + rate + "/" + i) * (at - before);
      before = at;
    }
    return sum;
  }

  private static void tellSessions(HttpExchange exchange) throws IOException {
    byte[] text = "wharf_sessions 42\n".getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  @Test
  void runsScenariosOneAfterAnother() {
    try (TestServer server = TestServer.start()) {
      Cli run =
          swarm(server.port(), "--scenario", "chat,echo", "--clients", "5", "--duration", "400ms");
      assertThat(run.outLines())
          .contains(NO_FAULT)
          .anyMatch(line -> line.contains("chat then echo"));
      assertThat(run.code()).isZero();
    }
  }

  @Test
  void failsWhenASingleReplyIsLost() throws IOException {
    Path file = folder.resolve("result.json");
    try (TestServer server = TestServer.start();
        FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.none(),
                connection ->
                    connection == 2
                        ? Faults.lose(EchoReply.getDefaultInstance(), 1)
                        : Faults.none())) {
      Cli run =
          swarm(
              relay.address().getPort(),
              "--scenario",
              "echo",
              "--clients",
              "5",
              "--duration",
              "250ms",
              "--settle",
              "1s",
              "--json",
              file.toString());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines()).contains(" broken: lost == 0, found 1", " FAIL  1 of 15 bounds");
      assertThat(run.out()).doesNotContain("PASS");
    }
    Json json = Json.read(file);
    assertThat(json.text("/verdict")).isEqualTo("fail");
    assertThat(json.number("/scenarios/0/lost")).isEqualTo(1);
    assertThat(json.text("/thresholds/5/found")).isEqualTo("1");
    assertThat(json.text("/thresholds/5/holds")).isEqualTo("false");
  }

  @Test
  void reportsThatTheServerCannotBeReached() throws IOException {
    int port = freePort();
    Cli run = swarm(port, "--clients", "3", "--duration", "100ms", "--settle", "5s");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .contains(" broken: connect.failed == 0, found 3")
        .anyMatch(line -> line.matches(" +3 connect: .*[Rr]efused.*"));
  }

  @Test
  void countsClientsThatTheServerRefuses() {
    try (TestServer server = TestServer.start("admission.max-sessions", "4")) {
      Cli run =
          swarm(
              server.port(),
              "--scenario",
              "echo",
              "--clients",
              "10",
              "--duration",
              "250ms",
              "--settle",
              "1s");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines())
          .anyMatch(line -> line.matches(" +10 +\\d+ +4 +6 +0"))
          .anyMatch(line -> line.matches(" \\d+ logins were retried: .*"));
      assertThat(run.outLines())
          .as("the six clients send nothing, which counts as not sent")
          .contains(" broken: login.failed == 0, found 6", " broken: not_sent == 0, found 6");
      assertThat(run.out()).contains(" login: ").doesNotContain("lost == 0, found");
    }
  }

  @Test
  void countsMessagesThatTheServerRefuses() {
    try (TestServer server = TestServer.start("chat.texts", "3", "chat.texts-window", "10m")) {
      Cli run =
          swarm(
              server.port(),
              "--scenario",
              "chat",
              "--clients",
              "4",
              "--rate",
              "20",
              "--duration",
              "500ms");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines())
          .contains(" chat: 29 messages refused by the server", " broken: refused == 0, found 29")
          .noneMatch(line -> line.contains("broken: lost"));
    }
  }

  @Test
  void countsClientsThatARoomRefuses() {
    try (TestServer server = TestServer.start("chat.max-members", "3")) {
      Cli run =
          swarm(
              server.port(),
              "--scenario",
              "chat",
              "--clients",
              "5",
              "--rate",
              "10",
              "--duration",
              "200ms");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines())
          .contains(" broken: not_sent == 0, found 4", " broken: failures == 0, found 2")
          .anyMatch(line -> line.matches(" +2 server: ROOM_FULL"))
          .noneMatch(line -> line.contains("broken: lost"));
    }
  }

  @Test
  void aGivenThresholdDecidesTheExitCode() {
    try (TestServer server = TestServer.start()) {
      String[] common = {"--scenario", "echo", "--clients", "2", "--duration", "250ms"};
      Cli kept =
          swarm(
              server.port(),
              with(common, "--threshold", "echo.sent == 2", "--threshold", "p99 < 60s"));
      assertThat(kept.code()).isZero();
      Cli broken = swarm(server.port(), with(common, "--threshold", "echo.sent > 2"));
      assertThat(broken.code()).isEqualTo(1);
      assertThat(broken.outLines()).contains(" broken: echo.sent > 2, found 2");
    }
  }

  @Test
  void showsALineAtATimeWhenAskedForPlainProgress() {
    try (TestServer server = TestServer.start()) {
      Cli run =
          Cli.run(
              "swarm",
              "--port",
              "" + server.port(),
              "--clients",
              "2",
              "--duration",
              "100ms",
              "--progress",
              "plain");
      assertThat(run.code()).isZero();
      assertThat(run.outLines())
          .anyMatch(line -> line.matches(" *\\d+\\.\\d s  closing: 2/2 logged in.*"));
      assertThat(run.out()).doesNotContain("\u001b");
    }
  }

  private static Cli swarm(int port, String... more) {
    List<String> arguments = new ArrayList<>(List.of("swarm", "--port", String.valueOf(port)));
    arguments.addAll(List.of("--progress", "none"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
