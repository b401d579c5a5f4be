package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketSettingsTest {
  private static ServerConfig with(String key, String value) {
    return ServerConfig.with(Map.of("websocket.enabled", "true", key, value));
  }

  @Test
  void isOffByDefault() {
    assertThat(ServerConfig.defaults().webSocketBind()).isNull();
  }

  @Test
  void listensOnTheAddressOfTheServer() {
    ServerConfig config = with("listen.address", "127.0.0.2");
    assertThat(config.webSocketBind()).hasToString("/127.0.0.2:7778");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void needsAPortOfItsOwn() {
    assertThatThrownBy(() -> with("websocket.port", "7777"))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("is also listen.port");
    assertThatThrownBy(
            () ->
                ServerConfig.with(
                    Map.of(
                        "websocket.enabled", "true",
                        "admin.enabled", "true",
                        "websocket.port", "7780")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("is also admin.port");
    assertThat(with("websocket.port", "7780").warnings()).isEmpty();
    assertThat(
            ServerConfig.with(
                    Map.of("websocket.enabled", "true", "listen.port", "0", "websocket.port", "0"))
                .warnings())
        .isEmpty();
  }

  @Test
  void namesASiteThatIsNone() {
    assertThatThrownBy(() -> with("websocket.origins", "play.example"))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("websocket.origins")
        .hasMessageContaining("\"play.example\" is no site");
  }

  @ParameterizedTest
  @CsvSource({
    "true, *, a page of any site can connect",
    "false, https://a.example, has no effect with websocket.enabled = false"
  })
  void warnsAboutValuesThatHardlyDoWhatTheySay(String enabled, String origins, String warning) {
    assertThat(
            ServerConfig.with(Map.of("websocket.enabled", enabled, "websocket.origins", origins))
                .warnings())
        .singleElement()
        .asString()
        .startsWith("websocket.origins")
        .contains(warning);
  }
}
