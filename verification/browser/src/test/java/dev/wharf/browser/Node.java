package dev.wharf.browser;

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
import org.junit.jupiter.api.Assumptions;

/// Runs the scripts of `web-client` with Node and npm.
final class Node {
  private static final int OLDEST = 20;
  private static final Path INSTALLED = WebServer.CLIENT.resolve("node_modules/.installed");
  private static final Path LOCK = WebServer.CLIENT.resolve("package-lock.json");
  private static final String NPM =
      System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";

  private Node() {}

  /// The result of a program.
  ///
  /// @param output what the program wrote to standard output and standard error
  record Run(int code, String output) {
    /// Returns a count of the line that the program has printed, such as `steps=5 failed=0`.
    int count(String name) {
      Matcher found = Pattern.compile("\\b" + name + "=(\\d+)").matcher(output);
      assertThat(found.find()).as("%s in: %s", name, output).isTrue();
      return Integer.parseInt(found.group(1));
    }
  }

  /// Installs the packages of the client, unless they are installed already. Skips the tests, with
  /// a message, where there is no Node, or where the packages cannot be installed. With
  /// `-Dwharf.node=required`, the tests fail instead.
  ///
  /// @param test the name of the tests
  static void require(String test) {
    String problem = problem();
    if (problem.isEmpty()) {
      return;
    }
    if ("required".equals(System.getProperty("wharf.node"))) {
      throw new AssertionError(problem);
    }
    System.err.println("SKIPPED " + test + ": " + problem);
    Assumptions.abort(problem);
  }

  private static String problem() {
    try {
      Matcher version =
          Pattern.compile("v(\\d+)\\.")
              .matcher(run(WebServer.CLIENT, List.of("node", "--version")).output());
      if (!version.find() || Integer.parseInt(version.group(1)) < OLDEST) {
        return "NODE IS TOO OLD: it must be version " + OLDEST + " or newer";
      }
      return install();
    } catch (IOException e) {
      return "THERE IS NO NODE: no node and npm on the PATH";
    }
  }

  private static String install() throws IOException {
    String lock = Files.readString(LOCK);
    if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(lock)) {
      return "";
    }
    Run run =
        run(
            WebServer.CLIENT,
            List.of(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
    if (run.code() != 0) {
      return "THE PACKAGES OF web-client CANNOT BE INSTALLED: " + run.output();
    }
    Files.writeString(INSTALLED, lock);
    return "";
  }

  /// Runs a script of the client's package.json.
  static Run script(String name, String... arguments) {
    return scriptIn(WebServer.CLIENT, name, arguments);
  }

  /// Runs a script in a copy of the client.
  static Run scriptIn(Path folder, String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(NPM, "run", "--silent", name, "--"));
    command.addAll(List.of(arguments));
    try {
      return run(folder, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Run run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      return new Run(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
