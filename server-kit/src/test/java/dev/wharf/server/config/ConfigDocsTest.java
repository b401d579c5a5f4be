package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares the kit's keys with docs/configuration.md.
class ConfigDocsTest {
  @TempDir Path directory;

  private static final String ROW = "| `";
  private static final Schema SCHEMA = ServerConfig.schema();

  @Test
  void theTableHasEveryKeyInItsOrderWithDefaultRangeAndMeaning() {
    assertThat(
            doc()
                .lines()
                .dropWhile(line -> !line.equals("## Keys"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(ConfigDocsTest::isRow))
        .containsExactlyElementsOf(SCHEMA.settings().stream().map(ConfigDocsTest::row).toList());
  }

  @Test
  void thePrintedDefaultsCanBeRead() throws IOException {
    Path file = Files.writeString(directory.resolve("all.conf"), SCHEMA.defaults());
    ServerConfig config = ConfigLoader.load(SCHEMA, file, Map.of(), Map.of());
    assertThat(config.effective())
        .extracting(EffectiveSetting::key)
        .containsExactlyElementsOf(SCHEMA.settings().stream().map(Setting::key).toList());
    assertThat(config.effective()).noneMatch(EffectiveSetting::isDefault);
    assertThat(SCHEMA.defaults())
        .contains(
            """
            # The TCP port; 0 takes a free one. Range: a whole number from 0 to 65535.
            listen.port = 7777
            """)
        .contains("listen.address = \"127.0.0.1\"\n");
  }

  @Test
  void everyDefaultIsInItsRange() {
    assertThat(ServerConfig.defaults().effective()).hasSameSizeAs(SCHEMA.settings());
  }

  @Test
  void everyKeyHasAVariableOfItsOwn() {
    assertThat(SCHEMA.settings().stream().map(SCHEMA::environmentName)).doesNotHaveDuplicates();
    assertThat(SCHEMA.environmentName(SCHEMA.byKey().get("session.idle-timeout")))
        .isEqualTo("WHARF_SESSION_IDLE_TIMEOUT");
  }

  @Test
  void theDocNamesWhatDevelopmentModeSets() {
    String section =
        doc()
            .lines()
            .dropWhile(line -> !line.equals("## Development mode"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .collect(Collectors.joining(" "));
    List<String> lifted =
        SCHEMA.settings().stream()
            .filter(setting -> !setting.inDevelopment().isEmpty())
            .map(Setting::key)
            .toList();
    assertThat(section).contains(lifted);
    assertThat(lifted).as("the page says five keys").hasSize(5);
  }

  @Test
  void theDocShowsProblemsAsTheyArePrinted() {
    assertThat(doc())
        .contains(
            "wharf-server: session.idle-timeout = 30 (my.conf:4): must be "
                + SCHEMA.byKey().get("session.idle-timeout").range())
        .contains(
            "wharf-server: unknown key sesion.heartbeat (my.conf:5)"
                + Suggestions.forName("sesion.heartbeat", SCHEMA.byKey().keySet()));
  }

  private static String row(Setting setting) {
    String value = setting.byDefault();
    return ROW
        + setting.key()
        + "` | "
        + (value.isEmpty() ? "none" : "`" + value + "`")
        + " | "
        + setting.range()
        + " | "
        + setting.meaning()
        + " |";
  }

  private static boolean isRow(String line) {
    return line.startsWith(ROW);
  }

  private static String doc() {
    Path path = Path.of("docs", "configuration.md");
    List<Path> places = List.of(path, Path.of("..").resolve(path));
    try {
      return Files.readString(places.stream().filter(Files::exists).findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
