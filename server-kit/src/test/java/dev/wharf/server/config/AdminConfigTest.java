package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminConfigTest {
  private static final String TOKEN = "a-token-of-24-characters";

  @Test
  void isOffAndOnLoopbackByDefault() {
    ServerConfig.Admin admin = ServerConfig.defaults().admin();
    assertThat(admin.enabled()).isFalse();
    assertThat(admin.bind().getAddress().isLoopbackAddress()).isTrue();
    assertThat(admin.token()).isEmpty();
  }

  /// Tests that a host name is resolved once. The next time, it may have another address; the
  /// server must listen on the address that was checked.
  @Test
  void resolvesAnAddressOnce() {
    ServerConfig config = with("admin.address", "localhost", "listen.address", "localhost");
    assertThat(config.admin().bind().getAddress()).isSameAs(config.admin().bind().getAddress());
    assertThat(config.server().bind().getAddress())
        .isSameAs(config.of(ServerConfig.Listen.class).address());
  }

  @Test
  void needsATokenWhereOtherMachinesCanReachIt() {
    assertThatThrownBy(() -> with("admin.enabled", "true", "admin.address", "0.0.0.0"))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining(
            "admin.address = 0.0.0.0 (command line): can be reached from other machines: set"
                + " admin.token, or admin.address = 127.0.0.1");
    assertThat(with("admin.enabled", "true", "admin.address", "0.0.0.0", "admin.token", TOKEN))
        .isNotNull();
    assertThat(with("admin.address", "0.0.0.0").admin().enabled()).isFalse();
  }

  @Test
  void rejectsATokenThatIsShortOrDoesNotFitAHeader() {
    assertThatThrownBy(() -> with("admin.token", "fifteen-letters"))
        .hasMessageContaining("needs at least 16 characters, but has 15");
    assertThatThrownBy(() -> with("admin.token", "sixteen letters and blanks"))
        .hasMessageContaining("no blanks");
    assertThatThrownBy(() -> with("admin.token", "sechzehn-Zeichen-ü"))
        .hasMessageContaining("only ASCII letters, digits and signs");
  }

  @Test
  void neverShowsTheToken() {
    ServerConfig config = with("admin.token", TOKEN);
    assertThat(config.toString()).doesNotContain(TOKEN);
    assertThatThrownBy(() -> with("admin.token", "secret but blank"))
        .hasMessageNotContaining("secret but blank");
  }

  private static ServerConfig with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ServerConfig.with(values);
  }
}
