package dev.wharf.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Compiles the programs in C: each at its first use, and again when a source has changed.
public final class NativeProgram {
  /// The name of the load generator for the echo servers.
  public static final String LOAD = "load";

  /// The name of the load generator for the broadcast servers.
  public static final String BROADCAST = "broadcast";

  /// The name of the load generator that connects, exchanges a frame, and closes.
  public static final String ACCEPT = "accept";

  /// The name of the echo server that uses epoll.
  public static final String EPOLL_ECHO = "epoll_echo";

  /// The name of the C header that all programs include.
  private static final String HEADER = "client.h";

  private static final String COMPILER = "cc";

  private NativeProgram() {}

  /// Returns whether this machine can compile and run the programs: it needs Linux and a C
  /// compiler.
  public static boolean isPossible() {
    return System.getProperty("os.name").equals("Linux") && onPath(COMPILER).isPresent();
  }

  /// Finds a program in the folders of the environment variable `PATH`.
  public static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Returns the file of a compiled program. Compiles the program if needed.
  ///
  /// @param name one of the constants of this class
  /// @throws BenchFailedException when the program cannot be compiled here
  public static Path get(Workplace workplace, String name) {
    if (!isPossible()) {
      throw new BenchFailedException(
          name + " needs Linux and a C compiler (" + COMPILER + "), which this machine has not");
    }
    Path source = workplace.sources().resolve(name + ".c");
    Path program = workplace.programs().resolve(name);
    try {
      if (!isYounger(program, source) || !isYounger(program, workplace.sources().resolve(HEADER))) {
        compile(source, program);
      }
      return program;
    } catch (IOException e) {
      throw new BenchFailedException(name + " cannot be compiled: " + e.getMessage(), e);
    }
  }

  private static boolean isYounger(Path program, Path source) throws IOException {
    return Files.exists(program)
        && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) >= 0;
  }

  /// Compiles a program. The compiler writes another file first, because the program may be
  /// running, or two processes may compile it at the same time.
  private static void compile(Path source, Path program) throws IOException {
    Files.createDirectories(program.getParent());
    Path fresh = Files.createTempFile(program.getParent(), program.getFileName().toString(), "");
    run(
        List.of(
            COMPILER,
            "-O2",
            "-std=gnu11",
            "-Wall",
            "-Wextra",
            "-o",
            fresh.toString(),
            source.toString()));
    Files.move(fresh, program, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void run(List<String> command) throws IOException {
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!compiler.waitFor(1, TimeUnit.MINUTES) || compiler.exitValue() != 0) {
        throw new BenchFailedException(String.join(" ", command) + " failed:\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted while compiling", e);
    }
  }
}
