package dev.wharf.swarm.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.server.ServerMain;
import dev.wharf.swarm.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests the stop of a demo in a child process, with a real server. The tests send a signal, or
/// Ctrl-C on a pseudo-terminal, which the program `script` of util-linux makes. Ctrl-C also reaches
/// the server's process.
@DisabledOnOs(OS.WINDOWS)
class DemoStopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final String LEDGER =
      " server     0 live sessions, 0 pending operations, 0 buffers out";
  private static final String[] COMPLAINTS = {
    "second signal", "the last lines of the server's log", "the server ended", "wharf demo:"
  };

  @TempDir private Path folder;

  @Test
  void ctrlCOnATerminalReportsAndEndsTheServerInOrder() throws Exception {
    pressCtrlC("", "5 of 5 online");
    assertEndedInOrder();
  }

  @Test
  void ctrlCWhileTheServerStartsEndsItInOrder() throws Exception {
    pressCtrlC("sleep 2", "starting a server");
    assertThat(shown())
        .contains("stopped before the first user connected")
        .doesNotContain(COMPLAINTS);
  }

  @Test
  void aSignalReportsAndEndsTheServerInOrder() throws Exception {
    Process run = start("sh", "-c", "exec " + demo("") + " --progress plain >screen 2>&1");
    try {
      awaitShown("5/5 logged in");
      run.destroy();
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      killAll(run);
    }
    assertEndedInOrder();
    assertThat(run.exitValue()).isEqualTo(128 + 15);
  }

  /// The page is served until the end. The signal is the end of a run without `--duration`, so that
  /// the run is good.
  @Test
  void aSignalEndsTheWorldWithAGoodResult() throws Exception {
    Path page = folder.resolve("web-client/page/world.html");
    Files.createDirectories(page.getParent());
    Files.writeString(page, "the page of the world");
    String command = demo("", "--world --clients 5");
    Process run = start("sh", "-c", "exec " + command + " --progress plain >screen 2>&1");
    try {
      awaitShown("(all walk): 5/5 logged in");
      assertThat(pageShown()).isEqualTo("the page of the world");
      run.destroy();
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      killAll(run);
    }
    assertThat(shown())
        .contains(LEDGER, " PASS  nothing was lost, duplicated, out of order or corrupted")
        .doesNotContain(COMPLAINTS);
    assertThat(run.exitValue()).isEqualTo(128 + 15);
  }

  /// Returns the page whose address the demo has printed.
  private String pageShown() throws Exception {
    String address =
        shown().lines().filter(line -> line.startsWith("open ")).findFirst().orElseThrow();
    HttpRequest request = HttpRequest.newBuilder(URI.create(address.substring(5))).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private void pressCtrlC(String delay, String when) throws Exception {
    assumeThat(Files.isExecutable(SCRIPT)).as("there is %s", SCRIPT).isTrue();
    Path commands = folder.resolve("commands.sh");
    Files.write(commands, List.of("trap : INT", demo(delay), "echo exit code $?"));
    Process run = start(SCRIPT.toString(), "-qfc", "sh commands.sh", "screen");
    try (OutputStream keyboard = run.getOutputStream()) {
      awaitShown(when);
      keyboard.write(3);
      keyboard.flush();
      awaitShown("exit code ");
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      killAll(run);
    }
    assertThat(shown()).contains("exit code 130");
  }

  private void assertEndedInOrder() throws IOException {
    assertThat(shown())
        .contains(LEDGER, " broken: stopped == 0, found 1")
        .doesNotContain(COMPLAINTS);
  }

  private String demo(String delay) throws IOException {
    return demo(delay, "--clients 5 --duration 10m");
  }

  private String demo(String delay, String options) throws IOException {
    Path launcher = folder.resolve("launcher");
    Files.write(
        launcher,
        List.of("#!/bin/sh", "shift", delay, "exec " + ChildJvm.line(ServerMain.class, "\"$@\"")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    return ChildJvm.line(ClientMain.class, "demo " + options);
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().put("TERM", "xterm");
    builder.environment().put("WHARF_LAUNCHER", folder.resolve("launcher").toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  /// Kills the processes that a failed test leaves behind, including the server.
  private static void killAll(Process run) {
    List<ProcessHandle> all = run.descendants().toList();
    run.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
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
}
