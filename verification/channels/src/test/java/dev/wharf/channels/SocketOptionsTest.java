package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/// Tests socket options.
///
/// Two facts are not asserted: the effect of setting options after `shutdownOutput`, where the
/// JDK's provider sets nothing, and the effect of null as a value.
@WithEveryProvider
class SocketOptionsTest extends ProviderTest {
  private List<NetworkChannel> oneOfEach() throws Exception {
    return List.of(newChannel(), link().channel(), acceptedLink().channel(), listen());
  }

  private static <T> void assertKeeps(NetworkChannel channel, SocketOption<T> option, T value)
      throws IOException {
    assertThat(channel.setOption(option, value)).isSameAs(channel);
    assertThat(channel.getOption(option)).isEqualTo(value);
  }

  private static void assertSwitches(NetworkChannel channel, SocketOption<Boolean> option)
      throws IOException {
    assertKeeps(channel, option, true);
    assertKeeps(channel, option, false);
    assertKeeps(channel, option, true);
  }

  @Test
  void supportsTheOptionsOfTheDocumentation() throws IOException {
    assertThat(newChannel().supportedOptions())
        .contains(
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.TCP_NODELAY);
    assertThat(newListener().supportedOptions())
        .contains(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_REUSEADDR);
  }

  /// The documentation does not promise these options, but a program that uses them on the JDK's
  /// provider must find them on every other provider.
  @Test
  void supportsTheOptionsOfTheJdk() throws IOException {
    AsynchronousChannelProvider jdk = AsynchronousChannelProvider.provider();
    assertThat(newChannel().supportedOptions())
        .containsAll(closing(jdk.openAsynchronousSocketChannel(null)).supportedOptions());
    assertThat(newListener().supportedOptions())
        .containsAll(closing(jdk.openAsynchronousServerSocketChannel(null)).supportedOptions());
  }

  @Test
  void everySupportedOptionCanBeRead() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      for (SocketOption<?> option : channel.supportedOptions()) {
        Object value = channel.getOption(option);
        assertThat(value).as(option.name()).isInstanceOf(option.type());
      }
    }
  }

  @Test
  void keepsBooleanOptions() throws Exception {
    assertSwitches(newListener(), StandardSocketOptions.SO_REUSEADDR);
    assertSwitches(newListener(), StandardSocketOptions.SO_REUSEPORT);
    for (NetworkChannel channel :
        List.of(newChannel(), link().channel(), acceptedLink().channel())) {
      assertSwitches(channel, StandardSocketOptions.TCP_NODELAY);
      assertSwitches(channel, StandardSocketOptions.SO_KEEPALIVE);
      assertSwitches(channel, StandardSocketOptions.SO_REUSEADDR);
    }
  }

  /// The JDK's asynchronous channels do not support this option.
  @Test
  void keepsTheLingerTimeWhereItIsSupported() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      assertKeeps(channel, StandardSocketOptions.SO_LINGER, 0);
      assertKeeps(channel, StandardSocketOptions.SO_LINGER, 5);
      assertKeeps(channel, StandardSocketOptions.SO_LINGER, -1);
    }
  }

  @Test
  void keepsExtendedOptions() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      assertKeeps(channel, ExtendedSocketOptions.TCP_KEEPIDLE, 33);
      assertKeeps(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, 7);
      assertKeeps(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    }
    AsynchronousSocketChannel connected = link().channel();
    connected.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    assertThat(connected.getOption(ExtendedSocketOptions.TCP_QUICKACK)).isTrue();
  }

  /// Linux sets twice the requested size, within its limits, so the test only compares sizes
  /// roughly.
  @Test
  void takesSizesOfBuffersAsAHint() throws Exception {
    for (NetworkChannel channel : List.of(newChannel(), link().channel())) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 20_000);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
      assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isBetween(20_000, 80_000);
      assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(20_000, 80_000);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 0);
      assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isPositive();
    }
    AsynchronousServerSocketChannel listener = newListener();
    listener.setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
    assertThat(listener.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(20_000, 80_000);
  }

  @Test
  void rejectsSizesBelowZero() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_RCVBUF, -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void rejectsUnsupportedOptions() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> channel.setOption((SocketOption<Integer>) null, 3))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> channel.getOption(null)).isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> newListener().getOption(StandardSocketOptions.TCP_NODELAY))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aClosedChannelHasNoOptionsButNamesThem() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      channel.close();
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_RCVBUF, 5000))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> channel.getOption(StandardSocketOptions.SO_RCVBUF))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(channel.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
    }
  }

  @Test
  void theSetOfOptionsCannotBeChanged() throws Exception {
    for (NetworkChannel channel : oneOfEach()) {
      assertThatThrownBy(() -> channel.supportedOptions().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void twoListenersMaySharePort() throws Exception {
    AsynchronousServerSocketChannel one =
        newListener().setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(ownAddress());
    AsynchronousServerSocketChannel other =
        newListener()
            .setOption(StandardSocketOptions.SO_REUSEPORT, true)
            .bind(one.getLocalAddress());
    assertThat(other.getLocalAddress()).isEqualTo(one.getLocalAddress());
  }

  @Test
  void anAcceptedChannelHasTheReceiveBufferOfItsListener() throws Exception {
    AsynchronousServerSocketChannel listener =
        newListener().setOption(StandardSocketOptions.SO_RCVBUF, 20_000).bind(ownAddress());
    AsynchronousSocketChannel accepted = acceptedLink(listener).channel();
    assertThat(accepted.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(20_000, 40_000);
  }

  @Test
  void optionsSetBeforeConnectingStay() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    link(channel);
    assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
  }
}
