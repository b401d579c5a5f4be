package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.OS;

/// Runs a main class of the tests in a separate process. The process must end in time, with exit
/// code 0.
public final class ChildJvm {
  /// The JVM option that allows native calls, which io_uring needs.
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private static final int PATIENCE_SECONDS = 60;

  private ChildJvm() {}

  /// Runs the main class, and fails unless its process ends in time with exit code 0.
  ///
  /// @param before shell commands that run in the process before the JVM starts; ignored on Windows
  /// @return the lines that the process has written to standard output and standard error
  public static List<String> run(Class<?> main, String before, String... options) throws Exception {
    Process child =
        new ProcessBuilder(command(main, before, options)).redirectErrorStream(true).start();
    try {
      List<String> lines = new ArrayList<>();
      Thread reader = Thread.ofPlatform().start(() -> readLines(child, lines));
      assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("ends in time: %s", lines)
          .isTrue();
      reader.join();
      assertThat(child.exitValue()).as("output: %s", lines).isZero();
      return lines;
    } finally {
      child.destroyForcibly();
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
