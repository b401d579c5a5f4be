package dev.wharf.game.server.duel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The Java of the pages stands in the sources that [DuelGameTest] tests.
class PagesTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Path ROOT = Path.of("..", "..");

  @ParameterizedTest
  @CsvSource({"CONTRIBUTING.md, 6", "docs/game-server.md, 5"})
  void everyPieceOfCodeIsInTheSources(String page, int pieces) throws IOException {
    String sources = sources();
    List<String> code =
        JAVA.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(piece -> piece.group(1))
            .toList();
    assertThat(code).hasSize(pieces).allSatisfy(piece -> assertThat(sources).contains(piece));
  }

  private static String sources() throws IOException {
    Path folder = ROOT.resolve("verification/server/src/test/java/dev/wharf/game/server/duel");
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(PagesTest::text).collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
