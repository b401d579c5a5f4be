package dev.wharf.swarm.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests [ServerProcess] with shell scripts of a few lines in place of a server.
@DisabledOnOs(OS.WINDOWS)
class ServerProcessTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String READY = "echo wharf-server ready on 127.0.0.1:4321;";
  private static final String LEDGER =
      "echo 'wharf-server ledger: 0 live sessions, 0 pending operations, 0 buffers out';";

  /// A shell script that runs longer than any test. It ends after some time, so that a failed test
  /// leaves no process behind.
  static final String FOREVER = "i=0; while [ $i -lt 1500 ]; do sleep 0.02; i=$((i+1)); done";

  @Test
  void endsInOrderAndReportsItsLedger() {
    try (ServerProcess server = start("trap \"" + LEDGER + " exit 0\" TERM;" + READY + FOREVER)) {
      assertThat(server.awaitReady(LONG)).isEqualTo(4321);
      assertThat(server.isAlive()).isTrue();
      ServerProcess.Exit exit = server.stop(LONG);
      assertThat(exit)
          .isEqualTo(
              new ServerProcess.Exit(0, "0 live sessions, 0 pending operations, 0 buffers out"));
      assertThat(exit.isClean()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, '0 live sessions, 0 pending operations, 0 buffers out', true",
    "3, '0 live sessions, 0 pending operations, 0 buffers out', false",
    "0, '1 live sessions, 0 pending operations, 0 buffers out', false",
    "0, '0 live sessions, 0 pending operations, 7 buffers out', false",
    "0, '', false",
  })
  void isCleanWhenNothingIsOwed(int code, String ledger, boolean isClean) {
    assertThat(new ServerProcess.Exit(code, ledger).isClean()).isEqualTo(isClean);
  }

  @Test
  void reportsTheExitCode() {
    try (ServerProcess server = start("trap 'exit 3' TERM;" + READY + FOREVER)) {
      server.awaitReady(LONG);
      assertThat(server.stop(LONG)).isEqualTo(new ServerProcess.Exit(3, ""));
    }
  }

  @Test
  void reportsAnEarlyEndAndKeepsTheOutput() {
    try (ServerProcess server = start("echo one; echo two >&2; exit 5")) {
      assertThatThrownBy(() -> server.awaitReady(LONG))
          .isInstanceOf(ServerFailedException.class)
          .hasMessage("the server ended before it was ready, with exit code 5");
      assertThat(server.lastLines()).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void reportsThatTheServerCannotBeStarted() {
    assertThatThrownBy(() -> ServerProcess.start(Path.of("/no/such/launcher"), List.of("server")))
        .isInstanceOf(ServerFailedException.class)
        .hasMessageStartingWith("the server cannot be started: ")
        .hasMessageContaining("/no/such/launcher");
  }

  @Test
  void stopsWaitingForAServerThatIsNotReady() {
    ServerProcess server = start(FOREVER);
    assertThatThrownBy(() -> server.awaitReady(SHORT))
        .isInstanceOf(ServerFailedException.class)
        .hasMessage("the server was not ready within 0 s");
    server.close();
    assertThat(server.isAlive()).isFalse();
  }

  @Test
  void killsAServerThatIgnoresTheSignal() {
    try (ServerProcess server = start("trap '' TERM;" + READY + FOREVER)) {
      server.awaitReady(LONG);
      assertThatThrownBy(() -> server.stop(SHORT))
          .isInstanceOf(ServerFailedException.class)
          .hasMessage("the server did not end within 0 s");
      Awaitility.await().atMost(LONG).until(() -> !server.isAlive());
    }
  }

  @Test
  void readsMoreThanAPipeHoldsWithoutBlockingTheServer() {
    String chatter =
        "i=0; while [ $i -lt 5000 ]; do echo line number $i of many; i=$((i+1)); done;";
    try (ServerProcess server = start("trap 'exit 0' TERM;" + chatter + READY + FOREVER)) {
      assertThat(server.awaitReady(LONG)).isEqualTo(4321);
      assertThat(server.lastLines()).hasSize(30).endsWith("line number 4999 of many");
    }
  }

  private static ServerProcess start(String script) {
    return ServerProcess.start(Path.of("/bin/sh"), List.of("-c", script));
  }
}
