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

/// Tests that the Java code and the packets on the pages are parts of tested games. The tests of
/// these games are [DuelGameTest], TwoServersTest, and MoveGameTest of the swarm.
class PagesTest {
  private static final Pattern CODE = Pattern.compile("(?s)```(?:java|proto)\n(.*?)```");
  private static final Path ROOT = Path.of("..", "..");
  private static final List<String> GAMES =
      List.of(
          "verification/server/src/test/java/dev/wharf/game/server/duel",
          "verification/server/src/test/java/dev/wharf/game/server/lobby",
          "verification/swarm/src/test/java/dev/wharf/game/move",
          "swarm/src/test/proto/wharf/swarm/test");

  @ParameterizedTest
  @CsvSource({"CONTRIBUTING.md, 6", "docs/game-server.md, 11", "docs/server-to-server.md, 3"})
  void everyPieceOfCodeIsInTheSources(String page, int pieces) throws IOException {
    String sources = GAMES.stream().map(PagesTest::sources).collect(Collectors.joining("\n"));
    List<String> code =
        CODE.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(piece -> piece.group(1))
            .toList();
    assertThat(code).hasSize(pieces).allSatisfy(piece -> assertThat(sources).contains(piece));
  }

  private static String sources(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.sorted().map(PagesTest::text).collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
