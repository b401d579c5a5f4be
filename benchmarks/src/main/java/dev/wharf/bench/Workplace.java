package dev.wharf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Where things are: C sources, what is compiled from them, and results.
///
/// @param home the project's folder
public record Workplace(Path home) {
  private static final DateTimeFormatter RESULT_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss'.json'");

  /// As the launcher says; started without it, the working folder is the project's.
  public static Workplace find() {
    String launcher = System.getenv("WHARF_LAUNCHER");
    Path here = Path.of("").toAbsolutePath();
    Path parent = launcher == null ? null : Path.of(launcher).toAbsolutePath().getParent();
    return new Workplace(parent == null ? here : parent);
  }

  /// The C sources.
  public Path sources() {
    return home.resolve("benchmarks/src/main/c");
  }

  /// What is compiled from them.
  public Path programs() {
    return home.resolve("benchmarks/target/native");
  }

  /// The raw results.
  public Path results() {
    return home.resolve("target/bench");
  }

  /// A new file among the raw results, in a folder that is made when it is not there.
  ///
  /// @param prefix what its name begins with; the time follows
  public Path newResult(String prefix, ZonedDateTime time) throws IOException {
    return Files.createDirectories(results()).resolve(prefix + RESULT_NAME.format(time));
  }
}
