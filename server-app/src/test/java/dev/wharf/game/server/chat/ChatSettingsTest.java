package dev.wharf.game.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wharf.game.server.SampleGame;
import dev.wharf.server.config.ConfigProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatSettingsTest {
  private final SampleGame game = new SampleGame();

  @Test
  void rejectsATextLimitThatDoesNotFitAFrame() {
    assertThatExceptionOfType(ConfigProblems.class)
        .isThrownBy(() -> game.config(Map.of("chat.max-text", "961")))
        .withMessage(
            "chat.max-text = 961 (command line): must be at most 960, for four bytes a character to"
                + " fit session.max-frame-bytes (4096)");
    assertThat(settings("chat.max-text", "960").maxText()).isEqualTo(960);
  }

  @Test
  void rejectsATextLimitThatFitsReceivedFramesButNotSentOnes() {
    assertThatExceptionOfType(ConfigProblems.class)
        .isThrownBy(
            () -> game.config(Map.of("session.max-frame-bytes", "8192", "chat.max-text", "961")))
        .withMessageContaining("must be at most 960")
        .withMessageContaining("to fit session.max-sent-frame-bytes (4096)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chat.texts      | 1201 | never reached
          chat.room-queue | 99   | is less than chat.max-members
          """)
  void saysWhichValuesHardlyFitOthers(String key, String value, String doubt) {
    assertThat(game.config(Map.of(key, value)).warnings())
        .singleElement()
        .asString()
        .contains(doubt);
  }

  @Test
  void hasNoWarningsAboutTheDefaultsAndLiftsTheLimitOnTextsInDevelopmentMode() {
    assertThat(game.config(Map.of()).warnings()).isEmpty();
    assertThat(game.config(Map.of("development", "true")).warnings()).isEmpty();
    assertThat(settings("development", "true").texts()).isZero();
    assertThat(game.config(Map.of("development", "true", "chat.texts-window", "5s")).warnings())
        .singleElement()
        .asString()
        .contains("has no effect with chat.texts = 0");
  }

  @Test
  void thePageHasEveryKeyWithDefaultRangeAndMeaning() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
            .filter(line -> line.startsWith("| `chat."))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            game.schema().settings(ChatSettings.class).stream()
                .map(
                    key ->
                        "| `%s` | `%s` | %s | %s |"
                            .formatted(key.key(), key.byDefault(), key.range(), key.meaning()))
                .toList());
  }

  private ChatSettings settings(String key, String value) {
    return game.config(Map.of(key, value)).of(ChatSettings.class);
  }
}
