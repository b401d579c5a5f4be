package dev.wharf.swarm.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Workers in processes of their own, on this machine: the same Java, options and classes as this
/// one. Each holds a pipe from this process, and ends when that does: whatever ends this process,
/// no child is left.
public final class Children implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;
  private static final int MOST_WORDS = 200;

  private final List<Child> children = new ArrayList<>();

  private static final class Child {
    final String name;
    final Process process;
    volatile String lastWords = "";

    Child(String name, Process process) {
      this.name = name;
      this.process = process;
    }

    /// Also so that it never waits for somebody to read.
    void listen() {
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        String line = lines.readLine();
        while (line != null) {
          lastWords = line.substring(0, Math.min(MOST_WORDS, line.length()));
          line = lines.readLine();
        }
      } catch (IOException e) {
        // It has ended.
      }
    }
  }

  private Children() {}

  /// Starts them.
  ///
  /// @param mainAndArguments the class to run, and what for
  /// @param coordinator whom they join
  /// @param token to join with; goes through the pipe, where nobody sees it
  public static Children start(
      int count, List<String> mainAndArguments, InetSocketAddress coordinator, String token) {
    Children children = new Children();
    try {
      for (int i = 1; i <= count; i++) {
        children.start("process " + i, mainAndArguments, coordinator, token);
      }
      return children;
    } catch (IOException e) {
      children.close();
      throw new UncheckedIOException("cannot start a process: " + e.getMessage(), e);
    }
  }

  /// Says that one has ended by itself, with its last words; null when none has.
  public @Nullable String whoHasEnded() {
    for (Child child : children) {
      if (!child.process.isAlive()) {
        String words = child.lastWords.isEmpty() ? "" : ": " + child.lastWords;
        return child.name + " ended with exit code " + child.process.exitValue() + words;
      }
    }
    return null;
  }

  /// Says with what exit code one has ended; empty when it has not, or is none of these.
  public String exitOf(String name) {
    return children.stream()
        .filter(child -> child.name.equals(name) && !child.process.isAlive())
        .map(child -> ", exit code " + child.process.exitValue())
        .findFirst()
        .orElse("");
  }

  /// Waits a little for those that are about to end, and ends the others.
  @Override
  public void close() {
    children.forEach(Children::end);
  }

  private void start(
      String name, List<String> mainAndArguments, InetSocketAddress coordinator, String token)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(mainAndArguments);
    command.add(coordinator.getAddress().getHostAddress() + ":" + coordinator.getPort());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Child child = new Child(name, process);
    children.add(child);
    Thread.ofVirtual().name(name).start(child::listen);
    OutputStream pipe = process.getOutputStream();
    pipe.write((token + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }

  /// Those of this process; but no two processes can wait on one port for a debugger, or write the
  /// same file.
  private static List<String> javaOptions() {
    List<String> options = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            option ->
                option.startsWith("-X")
                    && !option.startsWith("-XX:ArchiveClassesAtExit")
                    && !option.startsWith("-XX:StartFlightRecording")
                    && !option.startsWith("-Xrunjdwp")
                    && !option.startsWith("-Xlog:gc"))
        .forEach(options::add);
    String channels = System.getProperty("sun.nio.ch.disableSynchronousRead");
    if (channels != null) {
      options.add("-Dsun.nio.ch.disableSynchronousRead=" + channels);
    }
    return options;
  }

  private static void end(Child child) {
    try {
      if (!child.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        child.process.destroyForcibly();
        boolean _ = child.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      child.process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
