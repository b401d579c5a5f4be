package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxySettingsTest {
  private static final String LOCAL = "127.0.0.1, 10.0.0.0/8";

  private static ServerConfig with(String protocol, String from) {
    return ServerConfig.with(Map.of("proxy.protocol", protocol, "proxy.from", from));
  }

  @Test
  void isOffByDefault() {
    assertThat(ServerConfig.defaults().of(ServerConfig.Proxy.class))
        .isEqualTo(new ServerConfig.Proxy(ServerConfig.ProxyMode.OFF, ""));
  }

  @Test
  void takesAddressesAndBlocks() {
    ServerConfig config = with("v2", LOCAL);
    assertThat(config.of(ServerConfig.Proxy.class))
        .isEqualTo(new ServerConfig.Proxy(ServerConfig.ProxyMode.V2, LOCAL));
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void mustKnowTheProxies() {
    assertThatThrownBy(() -> with("any", " "))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("name the addresses of the proxies");
    assertThatThrownBy(() -> with("any", "10.0.0.0/33"))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("proxy.from")
        .hasMessageContaining("\"10.0.0.0/33\" is no IP address");
  }

  @Test
  void warnsAboutValuesThatHardlyDoWhatTheySay() {
    assertThat(with("off", LOCAL).warnings())
        .singleElement()
        .asString()
        .startsWith("proxy.from")
        .endsWith("has no effect with proxy.protocol = off");
    assertThat(with("v1", "::/0").warnings())
        .singleElement()
        .asString()
        .contains("any peer can name the address of another player");
  }
}
