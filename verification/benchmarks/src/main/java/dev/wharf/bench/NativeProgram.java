package dev.wharf.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Compiles the programs in C: each at its first use, and again when a source has changed.
public final class NativeProgram {
  /// The name of the load generator for the echo servers.
  public static final String LOAD = "load";

  /// The name of the load generator for the echo servers with TLS. It needs OpenSSL's headers.
  public static final String LOAD_TLS = "load_tls";

  /// The name of the load generator for the broadcast servers.
  public static final String BROADCAST = "broadcast";

  /// The name of the load generator that connects, exchanges a frame, and closes.
  public static final String ACCEPT = "accept";

  /// The name of the echo server that uses epoll.
  public static final String EPOLL_ECHO = "epoll_echo";

  private static final String COMPILER = "cc";

  private static final Path OPENSSL_HEADER = Path.of("/usr/include/openssl/ssl.h");

  private NativeProgram() {}

  /// Returns whether this machine can compile and run the programs: it needs Linux and a C
  /// compiler.
  public static boolean isPossible() {
    return System.getProperty("os.name").equals("Linux") && onPath(COMPILER).isPresent();
  }

  /// Returns whether this machine can compile and run the load generator with TLS.
  public static boolean isTlsPossible() {
    return isPossible() && Files.exists(OPENSSL_HEADER);
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
    if (name.equals(LOAD_TLS) && !isTlsPossible()) {
      throw new BenchFailedException(
          name + " needs OpenSSL's headers (Debian: libssl-dev): " + OPENSSL_HEADER);
    }
    Path program = workplace.programs().resolve(name);
    try {
      if (!isYoungerThanAll(program, workplace.sources())) {
        compile(workplace.sources().resolve(name + ".c"), program, libraries(name));
      }
      return program;
    } catch (IOException e) {
      throw new BenchFailedException(name + " cannot be compiled: " + e.getMessage(), e);
    }
  }

  private static List<String> libraries(String name) {
    return name.equals(LOAD_TLS) ? List.of("-lssl", "-lcrypto") : List.of();
  }

  /// Returns whether a program exists, and no source has changed since it was compiled. Every
  /// source counts, because they include each other.
  private static boolean isYoungerThanAll(Path program, Path sources) throws IOException {
    if (!Files.exists(program)) {
      return false;
    }
    FileTime compiled = Files.getLastModifiedTime(program);
    try (Stream<Path> all = Files.list(sources)) {
      for (Path source : (Iterable<Path>) all::iterator) {
        if (compiled.compareTo(Files.getLastModifiedTime(source)) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// Compiles a program. The compiler writes another file first, because the program may be
  /// running, or two processes may compile it at the same time.
  private static void compile(Path source, Path program, List<String> libraries)
      throws IOException {
    Files.createDirectories(program.getParent());
    Path fresh = Files.createTempFile(program.getParent(), program.getFileName().toString(), "");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(COMPILER, "-O2", "-std=gnu11", "-Wall", "-Wextra"));
    command.addAll(List.of("-o", fresh.toString(), source.toString()));
    command.addAll(libraries);
    run(command);
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
