package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.channels.world.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests binding listeners and accepting connections.
@WithEveryGroup
class AcceptTest extends ProviderTest {
  @Test
  void aNewListenerIsOpenAndNotBound() throws IOException {
    AsynchronousServerSocketChannel listener = newListener();
    assertThat(listener.isOpen()).isTrue();
    assertThat(listener.getLocalAddress()).isNull();
  }

  @Test
  void bindsToAFreePort() throws IOException {
    AsynchronousServerSocketChannel listener = newListener();
    assertThat(listener.bind(ownAddress())).isSameAs(listener);
    assertThat(addressOf(listener).getPort()).isPositive();
    assertThat(addressOf(listener).getAddress()).isEqualTo(ownAddress().getAddress());
    assertThat(addressOf(newListener().bind(null)).getPort()).isPositive();
    assertThat(addressOf(newListener().bind(null, -1)).getPort()).isPositive();
  }

  @Test
  void bindsOnce() throws IOException {
    AsynchronousServerSocketChannel listener = listen();
    assertThatThrownBy(() -> listener.bind(ownAddress())).isInstanceOf(AlreadyBoundException.class);
    assertThatThrownBy(() -> listener.bind(null, 5)).isInstanceOf(AlreadyBoundException.class);
  }

  @Test
  void doesNotBindToAPortInUseNorToAForeignAddress() throws IOException {
    InetSocketAddress taken = addressOf(listen());
    AsynchronousServerSocketChannel listener = newListener();
    assertThatThrownBy(() -> listener.bind(taken)).isInstanceOf(IOException.class);
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
    assertThatThrownBy(() -> listener.bind(foreign)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> listener.bind(UnixDomainSocketAddress.of("x")))
        .isInstanceOf(UnsupportedAddressTypeException.class);
    assertThat(listener.bind(ownAddress()).isOpen()).isTrue();
  }

  @Test
  void aClosedListenerIsNotBoundAndHasNoAddress() throws IOException {
    AsynchronousServerSocketChannel listener = listen();
    listener.close();
    assertThat(listener.isOpen()).isFalse();
    assertThatThrownBy(listener::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> listener.bind(ownAddress()))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void acceptsWithAHandler() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    Object attachment = new Object();
    listener.accept(attachment, accepted);
    Peer peer = connectTo(addressOf(listener));
    AsynchronousSocketChannel channel = closing(accepted.value());
    assertThat(accepted.attachment()).isSameAs(attachment);
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.provider()).isSameAs(provider());
    assertThat(channel.getRemoteAddress()).isEqualTo(peer.localAddress());
    assertThat(channel.getLocalAddress()).isEqualTo(peer.remoteAddress());
    assertWorks(new Link(channel, peer));
  }

  @Test
  void acceptsForAFuture() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    assertThat(accepted.isDone()).isFalse();
    Peer peer = connectTo(addressOf(listener));
    assertWorks(new Link(closing(get(accepted)), peer));
    assertThat(accepted.isDone()).isTrue();
  }

  @Test
  void acceptsAConnectionThatAlreadyWaits() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Peer first = connectTo(addressOf(listener));
    Peer second = connectTo(addressOf(listener));
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    listener.accept(null, accepted);
    assertWorks(new Link(closing(accepted.value()), first));
    assertWorks(new Link(closing(get(listener.accept())), second));
  }

  @Test
  void anAcceptedChannelBelongsToTheListenersGroup() throws Exception {
    Link link = acceptedLink();
    Outcome<Integer> read = pendingRead(link.channel());
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    assertThat(group().threads()).contains(read.thread());
  }

  /// The handler must not run within the call of accept, even when a thread of the group makes the
  /// call.
  @Test
  void doesNotCallTheHandlerFromWithinAccept() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    connectTo(addressOf(listener));
    AtomicReference<Thread> within = new AtomicReference<>();
    AtomicBoolean nested = new AtomicBoolean();
    Outcome<AsynchronousSocketChannel> accepted =
        outcome((value, failure) -> nested.set(within.get() == Thread.currentThread()));
    group()
        .executor()
        .execute(
            () -> {
              within.set(Thread.currentThread());
              listener.accept(null, accepted);
              within.set(null);
            });
    closing(accepted.value());
    assertThat(nested).isFalse();
  }

  @Test
  void theHandlerMayAcceptTheNext() throws Exception {
    int count = 100;
    AsynchronousServerSocketChannel listener = listen();
    AtomicInteger accepted = new AtomicInteger();
    acceptAgain(listener, accepted, count);
    for (int i = 0; i < count; i++) {
      connectTo(addressOf(listener)).close();
    }
    until("all connections are accepted", () -> accepted.get() == count);
  }

  private void acceptAgain(
      AsynchronousServerSocketChannel listener, AtomicInteger accepted, int limit) {
    Outcome<AsynchronousSocketChannel> next =
        outcome(
            (channel, failure) -> {
              closeQuietly(channel);
              if (accepted.incrementAndGet() < limit) {
                acceptAgain(listener, accepted, limit);
              }
            });
    listener.accept(null, next);
  }

  private static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void doesNotAcceptBeforeItIsBound() throws IOException {
    AsynchronousServerSocketChannel listener = newListener();
    assertThatThrownBy(listener::accept).isInstanceOf(NotYetBoundException.class);
    assertThatThrownBy(() -> listener.accept(null, never()))
        .isInstanceOf(NotYetBoundException.class);
  }

  @Test
  void acceptsOneAtATime() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> first = outcome();
    listener.accept(null, first);
    assertThatThrownBy(listener::accept).isInstanceOf(AcceptPendingException.class);
    assertThatThrownBy(() -> listener.accept(null, never()))
        .isInstanceOf(AcceptPendingException.class);
    assertWorks(new Link(acceptedOf(first, listener), lastPeer));
  }

  private Peer lastPeer;

  private AsynchronousSocketChannel acceptedOf(
      Outcome<AsynchronousSocketChannel> accepted, AsynchronousServerSocketChannel listener)
      throws IOException {
    lastPeer = connectTo(addressOf(listener));
    return closing(accepted.value());
  }

  @Test
  void rejectsANullHandler() throws IOException {
    AsynchronousServerSocketChannel listener = listen();
    assertThatThrownBy(() -> listener.accept(null, null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aClosedListenerDoesNotAccept() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    listener.close();
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    listener.accept(null, accepted);
    assertThat(accepted.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(failureOf(listener.accept())).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aClosedListenerTakesNoMoreConnections() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    InetSocketAddress address = addressOf(listener);
    Future<AsynchronousSocketChannel> pending = listener.accept();
    listener.close();
    failureOf(pending);
    assertThatThrownBy(() -> connectTo(address)).isInstanceOf(IOException.class);
    assertThat(newListener().bind(address).isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void acceptsOverBothVersionsOfTheProtocol(String literal) throws Exception {
    InetAddress address = InetAddress.ofLiteral(literal);
    AsynchronousServerSocketChannel listener =
        newListener().bind(new InetSocketAddress(address, 0));
    Outcome<AsynchronousSocketChannel> accepted = outcome();
    listener.accept(null, accepted);
    AsynchronousSocketChannel channel = acceptedOf(accepted, listener);
    assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress()).isEqualTo(address);
    assertThat(channel.getRemoteAddress()).isEqualTo(lastPeer.localAddress());
    assertThat(channel.getLocalAddress()).isEqualTo(listener.getLocalAddress());
    assertWorks(new Link(channel, lastPeer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aListenerOnAllAddressesAcceptsOverBothVersions(String literal) throws Exception {
    InetAddress address = InetAddress.ofLiteral(literal);
    AsynchronousServerSocketChannel listener = newListener().bind(null);
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    Peer peer = connectTo(new InetSocketAddress(address, addressOf(listener).getPort()));
    AsynchronousSocketChannel channel = closing(get(accepted));
    assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress()).isEqualTo(address);
    assertThat(channel.getRemoteAddress()).isEqualTo(peer.localAddress());
    assertWorks(new Link(channel, peer));
  }
}
