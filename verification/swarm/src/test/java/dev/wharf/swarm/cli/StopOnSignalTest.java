package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.wharf.game.client.ClientMain",
            "swarm",
            "--port",
            String.valueOf(port),
            "--clients",
            "5",
            "--scenario",
            "echo",
            "--duration",
            "10m",
            "--progress",
            "plain")
        .redirectErrorStream(true)
        .start();
  }
}
