package dev.wharf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.stream.Stream;

/// The folders of the C sources, the compiled programs, and the results.
///
/// @param home the project's folder
public record Workplace(Path home) {
  private static final DateTimeFormatter RESULT_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /// Finds the project around the launcher, or around the working folder when there is no launcher.
  public static Workplace find() {
    Path start = Path.of(System.getenv().getOrDefault("WHARF_LAUNCHER", "")).toAbsolutePath();
    return new Workplace(
        Stream.iterate(start, Objects::nonNull, Path::getParent)
            .filter(folder -> Files.exists(folder.resolve("mvnw")))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no project around " + start)));
  }

  /// Returns the folder of the C sources.
  public Path sources() {
    return home.resolve("verification/benchmarks/src/main/c");
  }

  /// Returns the folder of the compiled programs.
  public Path programs() {
    return home.resolve("verification/benchmarks/target/native");
  }

  /// Returns the folder of the raw results.
  public Path results() {
    return home.resolve("target/bench");
  }

  /// Returns the path for a new file of raw results. Creates its folder if needed.
  ///
  /// @param name the name of the comparison
  /// @param time the time with which the file's name starts
  public Path newResult(String name, ZonedDateTime time) throws IOException {
    return Files.createDirectories(results())
        .resolve(RESULT_TIME.format(time) + "-" + name + ".json");
  }
}
