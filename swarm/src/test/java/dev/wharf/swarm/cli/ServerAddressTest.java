package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServerAddressTest {
  @Test
  void isLoopbackAndTheDefaultPortWithoutOptions() {
    assertThat(parse().resolve()).isEqualTo(new InetSocketAddress("127.0.0.1", 7777));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void acceptsAnIpv6AddressWithAndWithoutBrackets(String host) {
    InetSocketAddress address = parse("--host", host, "--port", "65535").resolve();
    assertThat(address.getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isEqualTo(65_535);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65536", "2147483647"})
  void namesAnInvalidPort(String port) {
    assertThatThrownBy(() -> parse("--port", port).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 1 to 65535, not " + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such.host.invalid", "256.1.1.1", "::1::", "a b"})
  void namesAnUnknownHost(String host) {
    assertThatThrownBy(() -> parse("--host", host).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no host '" + host + "'");
  }

  private static ServerAddress parse(String... arguments) {
    ServerAddress address = new ServerAddress();
    new CommandLine(new Holder(address)).parseArgs(arguments);
    return address;
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final ServerAddress address;

    Holder(ServerAddress address) {
      this.address = address;
    }
  }
}
