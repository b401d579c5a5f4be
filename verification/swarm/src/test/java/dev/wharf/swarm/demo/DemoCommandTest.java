package dev.wharf.swarm.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.server.ServerMain;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.ChildJvm;
import dev.wharf.swarm.Json;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.cli.CommandSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Tests `wharf demo` with shell scripts in place of the launcher. One script starts the real
/// server. The other scripts imitate a server: they print its lines, and the clients connect to a
/// server in this JVM.
@DisabledOnOs(OS.WINDOWS)
class DemoCommandTest {
  private static final String NOTHING = "0 live sessions, 0 pending operations, 0 buffers out";

  @TempDir private Path folder;

  @Test
  void runsASwarmAgainstTheRealServerAndEndsItCleanly() throws IOException {
    String command = "shift; exec " + ChildJvm.line(ServerMain.class, "\"$@\"");
    Path page = folder.resolve("demo.html");
    Path json = folder.resolve("demo.json");
    Cli run =
        demo(
            launcher(command),
            "--clients",
            "10",
            "--duration",
            "4s",
            "--report",
            page.toString(),
            "--json",
            json.toString());
    assertThat(page).content().contains("at its end: " + NOTHING, "/metrics, asked ");
    assertThat(Json.read(json).text("/timeline/server/url"))
        .matches("http://127\\.0\\.0\\.1:\\d+/metrics");
    assertThat(Json.read(json).number("/timeline/server/failed"))
        .as("a busy machine may answer late")
        .isLessThan(Json.read(json).number("/timeline/server/asked"));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .contains(
            " server     " + NOTHING,
            " PASS  nothing was lost, duplicated, out of order or corrupted")
        .startsWith("starting a server on a free port");
  }

  @ParameterizedTest
  @CsvSource({
    "0, '0 live sessions, 0 pending operations, 0 buffers out', 0",
    "0, '1 live sessions, 2 pending operations, 3 buffers out', 1",
    "3, '0 live sessions, 0 pending operations, 0 buffers out', 1",
  })
  void theServersEndDecidesToo(int serverCode, String ledger, int code) {
    try (TestServer server = TestServer.start()) {
      String script = actor(server.port(), "echo wharf-server ledger: " + ledger, serverCode);
      Cli run = demo(launcher(script), "--clients", "2", "--duration", "20ms");
      assertThat(run.code()).isEqualTo(code);
      assertThat(run.outLines()).contains(" server     " + ledger);
      assertThat(run.err().isEmpty()).isEqualTo(code == 0);
      if (code != 0) {
        assertThat(run.errLines())
            .contains(
                "a line of its log",
                "demo: the server ended with exit code " + serverCode + ", ledger: " + ledger);
      }
    }
  }

  @Test
  void theUsersConnectToThePortForWebSocket() {
    try (TestServer server = TestServer.start("websocket.enabled", "true", "websocket.port", "0")) {
      int port = server.server().webSocketAddress().orElseThrow().getPort();
      String script =
          "echo wharf-server websocket on 127.0.0.1:"
              + port
              + "\n"
              + actor(server.port(), "echo wharf-server ledger: " + NOTHING, 0);
      Cli run = demo(launcher(script), "--websocket", "--clients", "2", "--duration", "20ms");
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.outLines())
          .contains("the server listens on port " + port + "; 2 users are connecting");
    }
  }

  @Test
  void usersWalkThroughTheWorldThatAPageShows() throws IOException {
    writePage();
    try (TestServer server = TestServer.start("websocket.enabled", "true", "websocket.port", "0")) {
      int port = server.server().webSocketAddress().orElseThrow().getPort();
      String script =
          "echo wharf-server websocket on 127.0.0.1:"
              + port
              + "\n"
              + actor(server.port(), "echo wharf-server ledger: " + NOTHING, 0);
      Cli run = demo(launcher(script), "--world", "--clients", "3", "--duration", "1s");
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.outLines().get(1))
          .matches(
              "open http://127\\.0\\.0\\.1:\\d+/page/world\\.html\\?server=ws://127.0.0.1:"
                  + port
                  + "/");
      assertThat(run.outLines())
          .contains("the server listens on port " + server.port() + "; 3 users are connecting")
          .anyMatch(line -> line.startsWith(" 3 clients, walk, "))
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted");
    }
  }

  @Test
  void theServerOfTheWorldOpensThePortThatThePageExpectsOrAFreeOne() throws IOException {
    writePage();
    Path arguments = folder.resolve("arguments");
    Cli run = demo(launcher("echo \"$*\" >'" + arguments + "'; exit 2"), "--world");
    assertThat(run.code()).isEqualTo(1);
    assertThat(arguments)
        .content()
        .startsWith("server --port 0 --dev ")
        .containsPattern("--set websocket.enabled=true --set websocket.port=(7778|0)\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--tls, 'a browser does not trust the certificate that the server makes'",
    "--proxy-header, a browser sends no such header",
  })
  void theWorldNeedsConnectionsThatABrowserCanMake(String option, String problem) {
    Cli run = demo(launcher("exit 2"), "--world", option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("demo: --world and " + option + " exclude each other: " + problem);
  }

  @Test
  void namesThePageThatIsMissing() {
    Path started = folder.resolve("started");
    Cli run = demo(launcher("touch '" + started + "'"), "--world");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly(
            "demo: the page cannot be served: there is no file "
                + folder.resolve("web-client/page/world.html"));
    assertThat(started).doesNotExist();
  }

  @Test
  void aGameWithoutAWorldShowsNone() {
    Cli run = run(new DemoCommand(new NoWorld(), launcher("exit 2")), "--world");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "demo: --world: this game has no world to show (--help explains the options)");
  }

  @Test
  void aMissingLedgerDoesNotCountAsZero() {
    try (TestServer server = TestServer.start()) {
      Cli run =
          demo(launcher(actor(server.port(), ":", 0)), "--clients", "2", "--duration", "20ms");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("ledger: (not printed)");
    }
  }

  @Test
  void aFaultFailsTheDemoEvenWhenTheServerEndsCleanly() {
    try (TestServer server = TestServer.start();
        FaultyRelay relay =
            new FaultyRelay(
                server.port(),
                _ -> Faults.none(),
                _ -> Faults.repeat(EchoReply.getDefaultInstance(), 1))) {
      String script = actor(relay.address().getPort(), "echo wharf-server ledger: " + NOTHING, 0);
      Cli run = demo(launcher(script), "--clients", "2", "--duration", "1s");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines()).contains(" broken: duplicated == 0, found 2");
    }
  }

  @Test
  void showsTheOutputOfAServerThatEndedAtOnce() {
    Cli run = demo(launcher("echo wharf-server: the port is taken >&2; exit 2"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly(
            "---- the last lines of the server's log",
            "wharf-server: the port is taken",
            "----",
            "demo: the server ended before it was ready, with exit code 2");
  }

  @Test
  void leavesNoReportOfAnEarlierRunWhenItFails() throws IOException {
    Path json = Files.writeString(folder.resolve("old.json"), "of yesterday");
    assertThat(demo(launcher("exit 2"), "--json", json.toString()).code()).isEqualTo(1);
    assertThat(json).doesNotExist();
  }

  @Test
  void reportsAMissingLauncher() {
    Cli run = demo(folder.resolve("none").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.errLines()).singleElement().asString().startsWith("demo: the server cannot");
  }

  @ParameterizedTest
  @CsvSource({
    "--clients, 0, 'clients must be 1 to 100000, not 0'",
    "--report, /no/such/folder/x, 'cannot write /no/such/folder/x: there is no folder"
        + " /no/such/folder'",
    "--duration, 0s, 'duration must be 1ms to 24h, not 0ms'",
  })
  void rejectsBadOptionsBeforeItStartsAnything(String option, String value, String problem) {
    Path started = folder.resolve("started");
    Cli run = demo(launcher("touch '" + started + "'"), option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly("demo: " + problem + " (--help explains the options)");
    assertThat(started).doesNotExist();
  }

  @Test
  void needsTheLauncher() {
    Cli run = demo("");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("WHARF_LAUNCHER is not set: start the demo with the project's launcher");
  }

  private static final class NoWorld implements SwarmGame {
    @Override
    public PacketCatalog catalog() {
      return new GameSwarm().catalog();
    }

    @Override
    public ScenarioRegistry scenarios() {
      return new GameSwarm().scenarios();
    }
  }

  private static Cli demo(String launcher, String... options) {
    return run(new DemoCommand(new GameSwarm(), launcher), options);
  }

  private static Cli run(DemoCommand command, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--progress", "none"));
    arguments.addAll(List.of(options));
    return Cli.capture(
        "",
        () ->
            CommandSetup.apply(new CommandLine(command)).execute(arguments.toArray(String[]::new)));
  }

  private void writePage() throws IOException {
    Path page = folder.resolve("web-client/page/world.html");
    Files.createDirectories(page.getParent());
    Files.writeString(page, "the page of the world");
  }

  /// Returns a script that prints the line of a server that is ready on this port. At SIGTERM it
  /// runs one more command, and exits.
  ///
  /// @param lastWords the command to run at SIGTERM
  /// @param code the exit code
  private static String actor(int port, String lastWords, int code) {
    return """
    trap '%s; exit %d' TERM
    echo a line of its log
    echo wharf-server ready on 127.0.0.1:%d
    while :; do sleep 0.02; done
    """
        .formatted(lastWords, code, port);
  }

  private String launcher(String script) {
    try {
      Path file = folder.resolve("launcher");
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
