package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final InetSocketAddress ONE = new InetSocketAddress("127.0.0.1", 1);
  private static final InetSocketAddress OTHER = new InetSocketAddress("::1", 1);

  @Test
  void usesTheNextServerWhenOneCannotBeReached() {
    Route route = new Route(List.of(ONE, OTHER), List.of());
    assertThat(route.server()).isEqualTo(ONE);
    route.unreachable(ONE);
    assertThat(route.server()).isEqualTo(OTHER);
    route.unreachable(ONE);
    assertThat(route.server()).as("a second report about the first server").isEqualTo(OTHER);
    route.unreachable(OTHER);
    assertThat(route.server()).as("the first server may be reachable again").isEqualTo(ONE);
    assertThat(route.source(ONE)).isNull();
  }

  @Test
  void usesInTurnTheSourcesThatCanReachTheServer() throws UnknownHostException {
    List<InetAddress> sources =
        List.of(
            InetAddress.getByName("127.0.0.2"),
            InetAddress.getByName("::1"),
            InetAddress.getByName("127.0.0.3"));
    Route route = new Route(List.of(ONE), sources);
    assertThat(List.of(from(route), from(route), from(route)))
        .containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.2");
    Route none = new Route(List.of(ONE), List.of(InetAddress.getByName("::1")));
    assertThatThrownBy(() -> none.source(ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no address to connect from can reach 127.0.0.1");
  }

  private static String from(Route route) {
    InetSocketAddress source = route.source(ONE);
    assertThat(source).isNotNull();
    assertThat(source.getPort()).isZero();
    return source.getAddress().getHostAddress();
  }
}
