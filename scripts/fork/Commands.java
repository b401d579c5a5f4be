package fork;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Runs other programs.
final class Commands {
  private Commands() {}

  /// Runs one to its end.
  ///
  /// @return its standard output; standard error is this program's
  /// @throws IOException when it fails
  static String run(Path folder, String... command) throws IOException {
    return runWith("", folder, command);
  }

  static String runWith(String input, Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = output(process, input);
    if (process.exitValue() != 0) {
      throw new IOException(List.of(command) + " failed with code " + process.exitValue());
    }
    return output;
  }

  static boolean isFailing(Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Process process = builder.redirectErrorStream(true).start();
    output(process, "");
    return process.exitValue() != 0;
  }

  private static String output(Process process, String input) throws IOException {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw new IOException("interrupted", e);
    }
    return output;
  }
}
