package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests a swarm in a child process, which gets a signal.
@DisabledOnOs(OS.WINDOWS)
class StopOnSignalTest {
  private static final int SIGTERM_EXIT = 128 + 15;

  @Test
  @Timeout(60)
  void aSwarmThatIsToldToEndStillReports() throws IOException, InterruptedException {
    try (TestServer server = TestServer.start()) {
      Process swarm = startSwarm(server.port());
      try (BufferedReader out = swarm.inputReader(StandardCharsets.UTF_8)) {
        String line = out.readLine();
        while (line != null && !line.contains("delivered/s")) {
          line = out.readLine();
        }
        assertThat(line).as("a line while it runs").isNotNull();
        swarm.toHandle().destroy();
        List<String> rest = out.lines().toList();
        assertThat(rest).contains(" broken: stopped == 0, found 1");
        assertThat(rest).last().asString().startsWith(" FAIL ");
        assertThat(swarm.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(swarm.exitValue()).isEqualTo(SIGTERM_EXIT);
      } finally {
        swarm.destroyForcibly();
      }
    }
  }

  private static Process startSwarm(int port) throws IOException {
    List<String> arguments = List.of("swarm", "--port", "" + port, "--clients", "5");
    List<String> more = List.of("--scenario", "echo", "--duration", "10m", "--progress", "plain");
    List<String> command = JavaCommand.of(ClientMain.class.getName(), arguments);
    command.addAll(more);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
