package dev.wharf.game.tests.dice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Tests that the Java code of docs/virtual-time.md is the code of this package.
class VirtualTimePageTest {
  private static final Path PAGE = Path.of("..", "docs", "virtual-time.md");
  private static final Path PACKAGE =
      Path.of("src", "test", "java").resolve(path(VirtualTimePageTest.class.getPackageName()));
  private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void everyPieceOfCodeIsTested() throws IOException {
    String sources = source("DiceGame") + source("DiceTable") + source("DiceTableTest");
    List<String> code =
        CODE.matcher(Files.readString(PAGE)).results().map(piece -> piece.group(1)).toList();
    assertThat(code).hasSize(6).allSatisfy(piece -> assertThat(sources).contains(piece));
  }

  @Test
  void thePageNamesTheFolderOfItsCode() throws IOException {
    String folder = "game-tests/" + PACKAGE.toString().replace('\\', '/');
    assertThat(PACKAGE).isDirectory();
    assertThat(Files.readString(PAGE)).contains("(`" + folder + "`)");
  }

  private static String path(String packageName) {
    return packageName.replace('.', '/');
  }

  private static String source(String type) throws IOException {
    return Files.readString(PACKAGE.resolve(type + ".java"));
  }
}
