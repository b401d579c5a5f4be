package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.OS;

/// Runs a main class of the tests in a separate process. The process must end in time, with exit
/// code 0.
public final class ChildJvm {
  /// The JVM option that allows native calls, which io_uring needs.
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /// Longer than all waits of one process together ([EngineFixture#PATIENCE]), so that the process
  /// itself ends at its own failed wait, and names what it has waited for.
  private static final Duration PATIENCE = EngineFixture.PATIENCE.multipliedBy(12);

  /// The time in which a process prints its threads.
  private static final Duration DUMP_TIME = Duration.ofSeconds(5);

  private ChildJvm() {}

  /// Runs the main class, and fails unless its process ends in time with exit code 0.
  ///
  /// @param before shell commands that run in the process before the JVM starts; ignored on Windows
  /// @return the lines that the process has written to standard output and standard error
  public static List<String> run(Class<?> main, String before, String... options) throws Exception {
    Process child =
        new ProcessBuilder(command(main, before, options)).redirectErrorStream(true).start();
    try {
      List<String> lines = Collections.synchronizedList(new ArrayList<>());
      Thread reader = Thread.ofPlatform().start(() -> readLines(child, lines));
      boolean isInTime = child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!isInTime) {
        dumpThreads(child);
      }
      assertThat(isInTime).as("ends in time: %s", lines).isTrue();
      reader.join();
      assertThat(child.exitValue()).as("output: %s", lines).isZero();
      return lines;
    } finally {
      child.destroyForcibly();
    }
  }

  /// Makes the process print the stacks of its threads.
  private static void dumpThreads(Process child) throws Exception {
    if (OS.current() != OS.WINDOWS) {
      new ProcessBuilder("kill", "-QUIT", Long.toString(child.pid())).start().waitFor();
      boolean _ = child.waitFor(DUMP_TIME.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static List<String> command(Class<?> main, String before, String... options) {
    List<String> command = new ArrayList<>();
    if (OS.current() != OS.WINDOWS) {
      command.addAll(List.of("sh", "-c", before + "; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.add(main.getName());
    return command;
  }

  private static void readLines(Process child, List<String> lines) {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = out.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
