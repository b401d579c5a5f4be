package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The code's keys, reference.conf and docs/configuration.md say the same.
class ConfigDocsTest {
  private static final String ROW = "| `";
  private static final Config REFERENCE = ConfigLoader.defaults();

  @Test
  void theTableHasEveryKeyInItsOrderWithDefaultRangeAndMeaning() {
    assertThat(
            doc().lines().dropWhile(line -> !line.equals("## Keys")).filter(ConfigDocsTest::isRow))
        .containsExactlyElementsOf(Settings.ALL.stream().map(ConfigDocsTest::row).toList());
  }

  @Test
  void theReferenceHasEveryKeyAndNoOther() {
    assertThat(REFERENCE.entrySet().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(Settings.ALL.stream().map(Setting::key).toList());
  }

  @Test
  void theCommentsOfTheReferenceTellMeaningRangeAndDefault() {
    assertThat(Settings.ALL)
        .allSatisfy(
            setting ->
                assertThat(comment(setting))
                    .as(setting.key())
                    .isEqualToIgnoringCase(
                        setting.meaning()
                            + ". Range: "
                            + setting.range()
                            + ". Default: "
                            + shownInReference(setting)
                            + "."));
  }

  @Test
  void everyDefaultIsInItsRange() {
    assertThat(ServerConfig.defaults().effective()).hasSameSizeAs(Settings.ALL);
  }

  @Test
  void everyKeyHasAVariableOfItsOwn() {
    assertThat(Settings.ALL.stream().map(Setting::environmentName)).doesNotHaveDuplicates();
    assertThat(byKey().get("session.idle-timeout").environmentName())
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
    assertThat(section).contains(ConfigLoader.DEVELOPMENT_VALUES.keySet());
    assertThat(ConfigLoader.DEVELOPMENT_VALUES).as("six keys, says the doc").hasSize(6);
  }

  @Test
  void theDocShowsProblemsAsTheyAreTold() {
    assertThat(doc())
        .contains(
            "wharf-server: session.idle-timeout = 30 (my.conf:4): must be "
                + byKey().get("session.idle-timeout").range())
        .contains(
            "wharf-server: unknown key sesion.heartbeat (my.conf:5)"
                + Suggestions.forName("sesion.heartbeat", byKey().keySet()));
  }

  private static String row(Setting<?> setting) {
    String value = defaultOf(setting);
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

  private static String comment(Setting<?> setting) {
    return String.join(" ", REFERENCE.getValue(setting.key()).origin().comments())
        .strip()
        .replaceAll(" +", " ");
  }

  private static String shownInReference(Setting<?> setting) {
    String value = defaultOf(setting);
    if (value.isEmpty()) {
      return "none";
    }
    boolean quoted =
        setting.equals(Settings.LISTEN_ADDRESS) || setting.equals(Settings.ADMIN_ADDRESS);
    return quoted ? "\"" + value + "\"" : value;
  }

  private static String defaultOf(Setting<?> setting) {
    var value = REFERENCE.getValue(setting.key());
    return value.valueType() == ConfigValueType.STRING
        ? value.unwrapped().toString()
        : value.render();
  }

  private static Map<String, Setting<?>> byKey() {
    return Settings.ALL.stream().collect(Collectors.toMap(Setting::key, Function.identity()));
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
