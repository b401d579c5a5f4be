package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.player.Account;
import dev.wharf.swarm.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests `wharf swarm --processes` with real child processes.
@Timeout(180)
class ProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void twoProcessesAddUpExactlyToOneRun() throws IOException {
    Path file = folder.resolve("result.json");
    Path page = folder.resolve("result.html");
    try (TestServer server = TestServer.start()) {
      Cli run =
          Cli.run(
              "swarm",
              "--port",
              "" + server.port(),
              "--progress",
              "none",
              "--processes",
              "2",
              "--scenario",
              "mixed",
              "--clients",
              "50",
              "--room-size",
              "10",
              "--duration",
              "1s",
              "--json",
              file.toString(),
              "--report",
              page.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.outLines())
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted")
          .anyMatch(line -> line.matches(" process 1 +30 +150 .*"))
          .anyMatch(line -> line.matches(" process 2 +20 +100 .*"));
      assertThat(run.code()).isZero();
    }
    Json json = Json.read(file);
    assertThat(json.number("/connections/logged_in")).isEqualTo(50);
    assertThat(json.number("/connections/login/count")).isEqualTo(50);
    assertThat(json.number("/scenarios/0/sent")).isEqualTo(200);
    assertThat(json.number("/scenarios/0/delivered")).isEqualTo(200);
    assertThat(json.number("/scenarios/1/sent")).isEqualTo(50);
    assertThat(json.number("/scenarios/1/delivered")).isEqualTo(500);
    assertThat(json.number("/scenarios/1/latency/count")).isEqualTo(500);
    assertThat(json.number("/generator_lag/count")).isEqualTo(250);
    assertThat(json.text("/processes/1/name")).isEqualTo("process 2");
    assertThat(page).content().contains("<h1>PASS: ", "process 2");
  }

  @Test
  void aKilledProcessFailsTheRunByNameAndTheOthersContinue() throws Exception {
    Path file = folder.resolve("result.json");
    try (TestServer server = TestServer.start()) {
      Process swarm =
          start(
              server.port(),
              "--processes",
              "3",
              "--scenario",
              "echo",
              "--clients",
              "6",
              "--duration",
              "5s",
              "--json",
              file.toString());
      try (BufferedReader out = swarm.inputReader(StandardCharsets.UTF_8)) {
        awaitSending(out);
        List<ProcessHandle> children = swarm.children().toList();
        assertThat(children).hasSize(3);
        children.get(1).destroyForcibly();
        List<String> rest = out.lines().toList();
        assertThat(swarm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(swarm.exitValue()).isEqualTo(1);
        assertThat(rest)
            .contains(" broken: processes.lost == 0, found 1")
            .anyMatch(line -> line.matches(" +1 lost process \\d: it ended early, exit code 137"));
        awaitNone(children.stream());
      } finally {
        kill(swarm);
      }
    }
    Json json = Json.read(file);
    assertThat(json.text("/verdict")).isEqualTo("fail");
    assertThat(json.number("/connections/logged_in")).isEqualTo(4);
    assertThat(json.number("/scenarios/0/sent")).isEqualTo(4 * 4 * 5);
    assertThat(json.number("/scenarios/0/lost")).isZero();
  }

  @Test
  void noChildOutlivesAKilledParent() throws Exception {
    try (TestServer server = TestServer.start()) {
      Process swarm = startLongRun(server.port());
      List<ProcessHandle> children = List.of();
      try (BufferedReader out = swarm.inputReader(StandardCharsets.UTF_8)) {
        awaitSending(out);
        children = swarm.children().toList();
        assertThat(children).hasSize(2);
        swarm.destroyForcibly();
        awaitNone(children.stream());
      } finally {
        children.forEach(ProcessHandle::destroyForcibly);
        kill(swarm);
      }
      Awaitility.await().atMost(LONG).until(() -> server.server().service().sessionCount() == 0);
    }
  }

  @Test
  void aParentThatGetsASignalEndsItsChildrenAndReports() throws Exception {
    try (TestServer server = TestServer.start()) {
      Process swarm = startLongRun(server.port());
      try (BufferedReader out = swarm.inputReader(StandardCharsets.UTF_8)) {
        awaitSending(out);
        List<ProcessHandle> children = swarm.children().toList();
        swarm.toHandle().destroy();
        List<String> rest = out.lines().toList();
        assertThat(rest).contains(" broken: stopped == 0, found 1");
        assertThat(rest).noneMatch(line -> line.contains("broken: processes.lost"));
        awaitNone(children.stream());
      } finally {
        kill(swarm);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSecretReachesTheProcessesAndNotTheirCommandLines() throws Exception {
    Authenticator strict =
        attempt ->
            attempt.token().equals("open-sesame")
                ? Authentication.accepted(Account.of(attempt.name()))
                : Authentication.refused("another token");
    for (String token : List.of("--token open-sesame", "--token=open-sesame")) {
      List<String> options =
          new ArrayList<>(List.of("--processes", "2", "--scenario", "echo", "--clients", "4"));
      options.addAll(List.of("--duration", "10m", "--hostile-token=x=open-sesame"));
      options.addAll(List.of(token.split(" ")));
      try (TestServer server = TestServer.startWith(strict)) {
        Process swarm = start(server.port(), options.toArray(String[]::new));
        try (BufferedReader out = swarm.inputReader(StandardCharsets.UTF_8)) {
          awaitSending(out);
          List<ProcessHandle> children = swarm.children().toList();
          assertThat(children).hasSize(2);
          for (ProcessHandle child : children) {
            assertThat(Files.readString(Path.of("/proc", "" + child.pid(), "cmdline")))
                .contains("--child", "--clients")
                .doesNotContain("open-sesame", "--token", "--hostile-token");
          }
        } finally {
          kill(swarm);
        }
      }
    }
  }

  private static void awaitSending(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches(".*[1-9]\\d* delivered/s.*")) {
      line = out.readLine();
    }
    assertThat(line).as("a line while it runs").isNotNull();
  }

  private static void awaitNone(Stream<ProcessHandle> processes) {
    List<ProcessHandle> all = processes.toList();
    Awaitility.await().atMost(LONG).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void kill(Process swarm) {
    swarm.descendants().forEach(ProcessHandle::destroyForcibly);
    swarm.destroyForcibly();
  }

  private static Process startLongRun(int port) throws IOException {
    return start(
        port, "--processes", "2", "--scenario", "echo", "--clients", "4", "--duration", "10m");
  }

  private static Process start(int port, String... more) throws IOException {
    List<String> command =
        JavaCommand.of(
            ClientMain.class.getName(),
            List.of("swarm", "--progress", "plain", "--port", String.valueOf(port)));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
