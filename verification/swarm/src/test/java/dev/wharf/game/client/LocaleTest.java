package dev.wharf.game.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.game.server.ServerMain;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests that the programs write UTF-8 where the locale is C, as in most containers. Each program
/// runs in a child process, because the JDK chooses the encoding at its start.
@DisabledOnOs(OS.WINDOWS)
class LocaleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final String JOIN = "/join lobby\n";
  private static final String KOREAN = "안녕하세요";
  private static final String OTHERS = "Grüße, สวัสดี, 🎲";

  @TempDir private Path folder;

  @Test
  void theConsoleClientOnAPipe() throws Exception {
    try (TestServer server = TestServer.start()) {
      Path typed = Files.writeString(folder.resolve("typed"), JOIN + said());
      Process client = run("sh", "-c", client(server.port()) + " <" + typed);
      assertThat(words(client)).contains(KOREAN, OTHERS).doesNotContain("??");
    }
  }

  @Test
  void theConsoleClientOnATerminal() throws Exception {
    assumeThat(Files.isExecutable(SCRIPT)).as("there is %s", SCRIPT).isTrue();
    try (TestServer server = TestServer.start()) {
      Process client = run(SCRIPT.toString(), "-qfc", client(server.port()), "screen");
      try (OutputStream keyboard = client.getOutputStream()) {
        await().atMost(PATIENCE).until(() -> screen().contains("* connected to"));
        type(keyboard, JOIN);
        await().atMost(PATIENCE).until(() -> screen().contains("* you are in lobby"));
        type(keyboard, said());
        await().atMost(PATIENCE).until(() -> screen().contains(": " + KOREAN));
        await().atMost(PATIENCE).until(() -> screen().contains(": " + OTHERS));
      } finally {
        client.destroyForcibly();
      }
    }
  }

  @Test
  void theServersLogAndItsErrors() throws Exception {
    Path file = folder.resolve("server.conf");
    Files.writeString(file, "session.heartbeat = \"" + KOREAN + "\"");
    Process server = run("sh", "-c", ChildJvm.line(ServerMain.class, "--config server.conf"));
    assertThat(words(server)).contains(KOREAN).doesNotContain("??");
  }

  private static void type(OutputStream keyboard, String lines) throws IOException {
    keyboard.write(lines.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private static String said() {
    return KOREAN + "\n" + OTHERS + "\n";
  }

  private static String client(int port) {
    return ChildJvm.line(ClientMain.class, "client --name Ann --port " + port);
  }

  private Process run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
    builder.environment().put("TERM", "xterm");
    builder.environment().put("LC_ALL", "C");
    return builder.redirectErrorStream(true).start();
  }

  private static String words(Process process) throws IOException, InterruptedException {
    try {
      byte[] words = process.getInputStream().readAllBytes();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return new String(words, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private String screen() throws IOException {
    Path screen = folder.resolve("screen");
    return Files.exists(screen)
        ? new String(Files.readAllBytes(screen), StandardCharsets.UTF_8)
        : "";
  }
}
