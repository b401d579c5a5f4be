package dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The project's folder, and its Maven.
///
/// @param root absolute
record Project(Path root) {
  /// The folder of the module that the command starts.
  static final String SERVER = "server-app";

  private static final int MOST_NAMES = 3;

  /// The names of some files, relative to the root.
  String describe(Collection<Path> files) {
    String names =
        files.stream()
            .sorted()
            .limit(MOST_NAMES)
            .map(file -> root.relativize(file).toString())
            .collect(Collectors.joining(", "));
    return files.size() > MOST_NAMES
        ? names + " and " + (files.size() - MOST_NAMES) + " more"
        : names;
  }

  /// A compiler's output, with paths relative to the root.
  String relative(String output) {
    return output.replace(root + root.getFileSystem().getSeparator(), "");
  }

  /// Runs Maven in the root, and prints its output to standard error. Returns whether Maven
  /// succeeded.
  boolean maven(String... arguments) throws IOException, InterruptedException {
    boolean isWindows = System.getProperty("os.name").startsWith("Windows");
    List<String> command = new ArrayList<>();
    command.add(root.resolve(isWindows ? "mvnw.cmd" : "mvnw").toString());
    command.addAll(List.of("-q", "--batch-mode"));
    command.addAll(List.of(arguments));
    ProcessBuilder maven = new ProcessBuilder(command).directory(root.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Standard output is for the lines of this command.
    maven.redirectErrorStream(true);
    Process process = maven.start();
    process.getInputStream().transferTo(System.err);
    return process.waitFor() == 0;
  }
}
