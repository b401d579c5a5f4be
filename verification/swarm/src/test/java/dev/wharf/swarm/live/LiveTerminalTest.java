package dev.wharf.swarm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the live view of a swarm process on a pseudo-terminal, which the program `script` of
/// util-linux makes. The tests are skipped where `script` is missing.
class LiveTerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final String TAKES = "\u001b[?1049h";
  private static final String LEAVES = "\u001b[?25h\u001b[?1049l";
  private static final String COLOUR = "\u001b[36m";

  @TempDir private Path folder;

  @BeforeEach
  void needsAPseudoTerminal() {
    assumeThat(Files.isExecutable(SCRIPT)).as("there is %s", SCRIPT).isTrue();
  }

  @Test
  void keysChangeARunAndTheTerminalIsRestored() throws Exception {
    try (TestServer server = TestServer.start()) {
      Process run = start(server.port(), "xterm-256color", "");
      try (OutputStream keyboard = run.getOutputStream()) {
        awaitShown("5 of 5 online");
        press(keyboard, "+");
        awaitShown("6 of 6 online");
        press(keyboard, "]");
        awaitShown("rate 110 %");
        press(keyboard, "p");
        awaitShown("paused");
        press(keyboard, "q");
        assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        run.destroyForcibly();
      }
    }
    assertThat(shown()).contains(TAKES, COLOUR);
    assertThat(shown().substring(shown().indexOf(LEAVES)))
        .as("the output after the live screen")
        .contains("broken: stopped == 0, found 1", "exit code 1")
        .doesNotContain("\u001b[H");
    assertThat(modes("after")).isEqualTo(modes("before")).contains("icanon", " echo ");
    assertThat(Files.readString(folder.resolve("report.json")))
        .contains("\"6 clients\"", "\"rate 110 %\"", "\"paused\"", "\"stopped\"");
  }

  @Test
  void ctrlCRestoresTheTerminalToo() throws Exception {
    try (TestServer server = TestServer.start()) {
      Process run = start(server.port(), "xterm", "1");
      try (OutputStream keyboard = run.getOutputStream()) {
        awaitShown("5 of 5 online");
        press(keyboard, "\u0003");
        assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        run.destroyForcibly();
      }
    }
    assertThat(shown()).containsOnlyOnce(LEAVES).doesNotContain(COLOUR);
    assertThat(shown().substring(shown().indexOf(LEAVES)))
        .contains("broken: stopped == 0, found 1", "exit code 130")
        .doesNotContain("\u001b[H");
    assertThat(modes("after")).isEqualTo(modes("before"));
  }

  /// Ctrl-Z stops the swarm. The shell's next commands run, and then continue the swarm with `fg`.
  @Test
  void ctrlZRestoresTheTerminalForTheShellAndFgContinues() throws Exception {
    try (TestServer server = TestServer.start()) {
      Process run = start(server.port(), "xterm", "1");
      try (OutputStream keyboard = run.getOutputStream()) {
        awaitShown("5 of 5 online");
        press(keyboard, "\u001a");
        awaitShown("in the shell");
        await().atMost(PATIENCE).until(() -> afterShell().contains("5 of 5 online"));
        press(keyboard, "q");
        assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        run.destroyForcibly();
      }
    }
    String before = shown().substring(0, shown().indexOf("in the shell"));
    assertThat(before.substring(before.lastIndexOf(LEAVES)))
        .as("the output after the live screen")
        .doesNotContain(TAKES, "\u001b[H");
    assertThat(modes("stopped")).isEqualTo(modes("before")).contains("icanon", " echo ");
    assertThat(afterShell()).contains(TAKES, LEAVES, "exit code 1");
    assertThat(modes("after")).isEqualTo(modes("before"));
  }

  private String afterShell() throws IOException {
    return shown().substring(shown().indexOf("in the shell"));
  }

  /// Starts a shell on a pseudo-terminal, which runs the swarm.
  ///
  /// @param term the value of the variable TERM
  /// @param noColour the value of the variable NO_COLOR
  private Process start(int port, String term, String noColour) throws IOException {
    String swarm =
        ChildJvm.line(
            ClientMain.class,
            "swarm --clients 5 --scenario echo --duration 10m --json report.json --port " + port);
    Path commands = folder.resolve("commands.sh");
    Files.write(
        commands,
        List.of(
            "set -m",
            "trap : INT",
            "stty cols 80 rows 24",
            "stty -a > before",
            swarm,
            "code=$?",
            "if [ $code -gt 140 ]; then",
            "stty -a > stopped; echo in the shell; fg; code=$?",
            "fi",
            "echo exit code $code",
            "stty -a > after"));
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString(), "-qfc", "sh commands.sh", "screen");
    builder.directory(folder.toFile());
    builder.environment().put("TERM", term);
    builder.environment().put("NO_COLOR", noColour);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static void press(OutputStream keyboard, String keys) throws IOException {
    keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private void awaitShown(String text) {
    await().atMost(PATIENCE).until(() -> shown().contains(text));
  }

  private String shown() throws IOException {
    Path screen = folder.resolve("screen");
    return Files.exists(screen)
        ? new String(Files.readAllBytes(screen), StandardCharsets.UTF_8)
        : "";
  }

  /// Returns the modes of the terminal without its speed. JLine sets the speed to 0, which a
  /// pseudo-terminal ignores.
  private String modes(String when) throws IOException {
    return Files.readString(folder.resolve(when)).replaceFirst("speed \\d+ baud;", "");
  }
}
