package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.ClientMain;
import dev.wharf.swarm.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The console client in a process of its own. Its input is a pipe, so that it runs without a
/// terminal. Closing this object ends the process.
final class Console implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private Console(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("console-output").start(this::read);
  }

  static Console start(int port, String name) {
    List<String> arguments = List.of("client", "--port", "" + port, "--name", name);
    try {
      return new Console(
          new ProcessBuilder(JavaCommand.of(ClientMain.class.getName(), arguments))
              .redirectErrorStream(true)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Types a line.
  Console type(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Waits until a line of the output contains a text.
  Console await(String text) {
    Awaitility.await()
        .atMost(Browser.PATIENCE)
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains(text)));
    return this;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (UncheckedIOException | IOException e) {
      lines.add("the console has ended: " + e.getMessage());
    }
  }
}
