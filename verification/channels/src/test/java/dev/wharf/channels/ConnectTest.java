package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.channels.world.PeerListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests connecting, and calls on a channel that is not connected yet.
@WithEveryGroup
class ConnectTest extends ProviderTest {
  @Test
  void aNewChannelIsOpenAndHasNoAddresses() throws IOException {
    AsynchronousSocketChannel channel = newChannel();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.getLocalAddress()).isNull();
    assertThat(channel.getRemoteAddress()).isNull();
  }

  @Test
  void connectsWithAHandler() throws Exception {
    try (PeerListener listener = plainListener()) {
      AsynchronousSocketChannel channel = newChannel();
      Outcome<Void> connected = outcome();
      Object attachment = new Object();
      channel.connect(listener.address(), attachment, connected);
      assertThat(connected.value()).isNull();
      assertThat(connected.attachment()).isSameAs(attachment);
      assertThat(channel.getRemoteAddress()).isEqualTo(listener.address());
      assertWorks(new Link(channel, closing(listener.accept())));
    }
  }

  @Test
  void connectsForAFuture() throws Exception {
    try (PeerListener listener = plainListener()) {
      AsynchronousSocketChannel channel = newChannel();
      assertThat(get(channel.connect(listener.address()))).isNull();
      Link link = new Link(channel, closing(listener.accept()));
      assertThat(channel.getLocalAddress()).isEqualTo(link.peer().remoteAddress());
      assertWorks(link);
    }
  }

  @Test
  void connectsToAListenerOfTheSameGroup() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    Outcome<Void> connected = outcome();
    listener.accept(null, accepted);
    AsynchronousSocketChannel client = newChannel();
    client.connect(listener.getLocalAddress(), null, connected);
    connected.value();
    AsynchronousSocketChannel server = closing(accepted.value());
    assertThat(server.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    byte[] sent = bytes(5000, 3);
    writeFully(client, ByteBuffer.wrap(sent));
    assertThat(readFully(server, sent.length)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void connectsOverBothVersionsOfTheProtocol(String literal) throws Exception {
    InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(literal), 0);
    try (PeerListener listener = world().listen(local, 0)) {
      AsynchronousSocketChannel channel = newChannel();
      get(channel.connect(listener.address()));
      Link link = new Link(channel, closing(listener.accept()));
      assertThat(channel.getRemoteAddress()).isEqualTo(listener.address());
      assertThat(channel.getLocalAddress()).isEqualTo(link.peer().remoteAddress());
      assertWorks(link);
    }
  }

  @Test
  void connectsFromTheAddressItIsBoundTo() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    assertThat(channel.bind(ownAddress())).isSameAs(channel);
    InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
    assertThat(local.getPort()).isPositive();
    Link link = link(channel);
    assertThat(channel.getLocalAddress()).isEqualTo(local);
    assertThat(link.peer().remoteAddress()).isEqualTo(local);
  }

  @Test
  void bindsOnce() throws Exception {
    AsynchronousSocketChannel channel = newChannel().bind(null);
    assertThatThrownBy(() -> channel.bind(ownAddress())).isInstanceOf(AlreadyBoundException.class);
    assertThatThrownBy(() -> link().channel().bind(null)).isInstanceOf(AlreadyBoundException.class);
    assertThatThrownBy(() -> newChannel().bind(UnixDomainSocketAddress.of("x")))
        .isInstanceOf(UnsupportedAddressTypeException.class);
    assertThatThrownBy(() -> newChannel().bind(channel.getLocalAddress()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void callsFailedAndClosesWhenTheConnectionIsRefused() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    Outcome<Void> connected = outcome();
    channel.connect(refusingAddress(), null, connected);
    assertThat(connected.failure()).isInstanceOf(IOException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void failsTheFutureAndClosesWhenTheConnectionIsRefused() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    assertThat(failureOf(channel.connect(refusingAddress()))).isInstanceOf(IOException.class);
    assertThat(channel.isOpen()).isFalse();
    assertThat(failureOf(channel.connect(refusingAddress())))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void connectsOnce() throws Exception {
    Link link = link();
    assertThatThrownBy(() -> link.channel().connect(refusingAddress()))
        .isInstanceOf(AlreadyConnectedException.class);
    assertThatThrownBy(() -> link.channel().connect(refusingAddress(), null, never()))
        .isInstanceOf(AlreadyConnectedException.class);
    assertWorks(link);
    assertThatThrownBy(() -> acceptedLink().channel().connect(refusingAddress()))
        .isInstanceOf(AlreadyConnectedException.class);
  }

  @Test
  void rejectsAddressesThatCannotBeConnectedTo() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertThatThrownBy(() -> channel.connect(unresolved))
        .isInstanceOf(UnresolvedAddressException.class);
    assertThatThrownBy(() -> channel.connect(UnixDomainSocketAddress.of("x")))
        .isInstanceOf(UnsupportedAddressTypeException.class);
    assertThatThrownBy(() -> channel.connect(ownAddress(), null, null))
        .isInstanceOf(NullPointerException.class);
    assertWorks(link(channel));
  }

  @Test
  void closingEndsAConnectThatIsPending() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    Outcome<Void> connected = outcome();
    channel.connect(silentAddress(), null, connected);
    channel.close();
    assertThat(connected.failure()).isInstanceOf(AsynchronousCloseException.class);

    AsynchronousSocketChannel other = newChannel();
    Future<Void> future = other.connect(silentAddress());
    other.close();
    assertThat(failureOf(future)).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void oneConnectAtATime() throws Exception {
    InetSocketAddress silent = silentAddress();
    AsynchronousSocketChannel channel = newChannel();
    Future<Void> pending = channel.connect(silent);
    assertThatThrownBy(() -> channel.connect(silent))
        .isInstanceOf(ConnectionPendingException.class);
    assertThatThrownBy(() -> channel.connect(silent, null, never()))
        .isInstanceOf(ConnectionPendingException.class);
    assertThatThrownBy(() -> channel.bind(null)).isInstanceOf(ConnectionPendingException.class);
    assertThat(channel.getRemoteAddress()).isNull();
    assertThat(pending.isDone()).isFalse();
  }

  @Test
  void cancellingAConnectWakesTheWaitingThreads() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    Future<Void> pending = channel.connect(silentAddress());
    assertThat(pending.cancel(false)).isTrue();
    assertThat(pending.isCancelled()).isTrue();
    assertThatThrownBy(() -> get(pending)).isInstanceOf(CancellationException.class);
    channel.close();
  }

  @Test
  void doesNotReadWriteOrShutDownBeforeItIsConnected() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    assertNotYetConnected(channel);
    Future<Void> pending = channel.connect(silentAddress());
    assertNotYetConnected(channel);
    assertThat(pending.isDone()).isFalse();
  }

  private void assertNotYetConnected(AsynchronousSocketChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocate(10);
    ByteBuffer[] buffers = {buffer};
    Outcome<Integer> never = never();
    Outcome<Long> neither = never();
    assertThatThrownBy(() -> channel.read(buffer)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.write(buffer)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.read(buffer, null, never))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.write(buffer, null, never))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.read(buffers, 0, 1, 0, TimeUnit.DAYS, null, neither))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.write(buffers, 0, 1, 0, TimeUnit.DAYS, null, neither))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(channel::shutdownInput).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
  }

  @Test
  void aClosedChannelDoesNotConnectOrBindAndHasNoAddresses() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    channel.close();
    Outcome<Void> connected = outcome();
    channel.connect(ownAddress(), null, connected);
    assertThat(connected.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(failureOf(channel.connect(ownAddress()))).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.bind(null)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::getRemoteAddress).isInstanceOf(ClosedChannelException.class);
  }
}
