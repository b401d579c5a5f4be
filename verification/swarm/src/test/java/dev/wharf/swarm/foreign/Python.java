package dev.wharf.swarm.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Runs the clients in `docs/clients/python`.
final class Python {
  private static final String PROGRAM = "python3";
  static final Path CLIENTS = Path.of("..", "..", "docs", "clients", "python");
  private static final String MISSING = "THERE IS NO PYTHON: no " + PROGRAM + " on the PATH.";

  private Python() {}

  /// The result of a program.
  ///
  /// @param output what the program wrote to standard output and standard error
  record Run(int code, String output) {
    /// Returns a count of the line that the program has printed, such as `sent=5 lost=0`.
    long count(String name) {
      Matcher found = Pattern.compile("\\b" + name + "=(\\d+)").matcher(output);
      assertThat(found.find()).as("%s in: %s", name, output).isTrue();
      return Long.parseLong(found.group(1));
    }
  }

  /// Skips the tests where there is no Python 3, with a message. With `-Dwharf.python=required`,
  /// the tests fail instead.
  ///
  /// @param test the name of the tests
  static void require(String test) {
    if (isInstalled()) {
      return;
    }
    if ("required".equals(System.getProperty("wharf.python"))) {
      throw new AssertionError(MISSING);
    }
    System.err.println("SKIPPED " + test + ": " + MISSING);
    Assumptions.abort(MISSING);
  }

  private static boolean isInstalled() {
    try {
      return runProgram(CLIENTS, List.of(PROGRAM, "--version")).output().startsWith("Python 3.");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /// Runs a program of the client.
  static Run run(String script, String... arguments) {
    return runIn(CLIENTS, script, arguments);
  }

  /// Runs a program in a copy of the client.
  static Run runIn(Path folder, String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "-B", script));
    command.addAll(List.of(arguments));
    return runProgram(folder, command);
  }

  private static Run runProgram(Path folder, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      try {
        byte[] output = process.getInputStream().readAllBytes();
        return new Run(process.waitFor(), new String(output, StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Copies the client into a folder, and breaks the copy: replaces a text in one of its files.
  static void copyBroken(Path folder, String file, String right, String wrong) {
    try (Stream<Path> files = Files.list(CLIENTS)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        Files.copy(one, folder.resolve(one.getFileName().toString()));
      }
      Path broken = folder.resolve(file);
      String source = Files.readString(broken);
      assertThat(source).contains(right);
      Files.writeString(broken, source.replace(right, wrong));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
