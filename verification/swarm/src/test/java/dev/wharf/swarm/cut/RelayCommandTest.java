package dev.wharf.swarm.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.ClientMain;
import dev.wharf.game.tests.Cli;
import dev.wharf.swarm.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests the command `wharf relay` in a process of its own.
class RelayCommandTest {
  private static final Pattern FIRST_LINE =
      Pattern.compile(
          "the relay listens on 127\\.0\\.0\\.1:(\\d+), passes connections on to"
              + " 127\\.0\\.0\\.1:\\d+, and cuts 0%/s");
  private static final int SIGTERM_EXIT = 128 + 15;

  @Test
  @Timeout(60)
  @DisabledOnOs(OS.WINDOWS)
  void relaysUntilASignalAndThenPrintsItsCounts() throws IOException, InterruptedException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
      Process relay = start("--listen", "0", "--to", "127.0.0.1:" + server.getLocalPort());
      try (BufferedReader out = relay.inputReader(StandardCharsets.UTF_8)) {
        int port = awaitPort(out);
        try (Socket client = new Socket(loopback, port);
            Socket accepted = server.accept()) {
          client.getOutputStream().write(7);
          assertThat(accepted.getInputStream().read()).isEqualTo(7);
          relay.toHandle().destroy();
          assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(out.lines())
            .containsExactly("connections 1, cut 0, without a server 0, refused 0");
        assertThat(relay.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(relay.exitValue()).isEqualTo(SIGTERM_EXIT);
      } finally {
        relay.destroyForcibly();
      }
    }
  }

  /// Skips what the log system may print first, and returns the port that the relay names.
  private static int awaitPort(BufferedReader out) throws IOException {
    Matcher line = FIRST_LINE.matcher(Objects.requireNonNull(out.readLine()));
    while (!line.matches()) {
      line.reset(Objects.requireNonNull(out.readLine(), "the relay has not told its port"));
    }
    return Integer.parseInt(line.group(1));
  }

  private static Process start(String... options) throws IOException {
    List<String> command = JavaCommand.of(ClientMain.class.getName(), List.of("relay"));
    command.addAll(List.of(options));
    command.addAll(List.of("--cut", "0%/s"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void endsWhenThePortIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Cli run = Cli.run("relay", "--listen", "" + other.getLocalPort());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.errLines()).hasSize(1);
      assertThat(run.err())
          .startsWith("wharf relay: cannot listen on 127.0.0.1:" + other.getLocalPort() + ": ");
    }
  }
}
