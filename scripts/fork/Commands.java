package fork;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Runs other programs, until [#stop] is called.
final class Commands {
  /// Variables that git sets, in a hook for example. They would direct git to another repository.
  private static final Pattern OF_ANOTHER_REPOSITORY =
      Pattern.compile("GIT_(?!AUTHOR_|COMMITTER_|CONFIG_).*");

  private static volatile boolean isStopped;
  private static boolean isFinishing;

  private Commands() {}

  /// Kills the running programs. Starts no others from then on. Has no effect after [#finish].
  static synchronized void stop() {
    if (!isFinishing) {
      isStopped = true;
      ProcessHandle.current().descendants().toList().forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// Makes [#stop] do nothing, because the following steps must not end half-way.
  ///
  /// @throws IOException when this program was told to stop
  static synchronized void finish() throws IOException {
    checkStopped();
    isFinishing = true;
  }

  /// @throws IOException when this program was told to stop
  static void checkStopped() throws IOException {
    if (isStopped) {
      throw new IOException("interrupted");
    }
  }

  /// Runs a program to its end. Its standard error is that of this program.
  ///
  /// @return its standard output
  /// @throws IOException when it fails
  static String run(Path folder, String... command) throws IOException {
    return runWith("", folder, command);
  }

  static String runWith(String input, Path folder, String... command) throws IOException {
    ProcessBuilder builder = builder(folder, command);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = output(process, input);
    checkStopped();
    if (process.exitValue() != 0) {
      throw new IOException(List.of(command) + " failed with code " + process.exitValue());
    }
    return output;
  }

  /// Runs a program to its end, and hides its output. Returns whether it failed.
  static boolean isFailing(Path folder, String... command) throws IOException {
    Process process = builder(folder, command).redirectErrorStream(true).start();
    output(process, "");
    return process.exitValue() != 0;
  }

  private static ProcessBuilder builder(Path folder, String... command) throws IOException {
    checkStopped();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(OF_ANOTHER_REPOSITORY.asMatchPredicate());
    return builder;
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
