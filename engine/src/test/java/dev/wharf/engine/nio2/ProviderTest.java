package dev.wharf.engine.nio2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;

/// The base class of the tests that every provider of channels must pass. It provides the provider
/// and a group, and opens channels and peers.
///
/// The tests assert the promises of the documentation of `java.nio.channels`. Further behaviour of
/// the JDK's provider, and deviations, are noted in comments and not asserted.
@Timeout(60)
abstract class ProviderTest {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The time for which a test watches that something does not happen.
  static final Duration WHILE = Duration.ofMillis(30);

  /// More bytes than socket buffers hold.
  static final int A_LOT = 8 << 20;

  @Parameter Setting setting;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private TestGroup group;

  @BeforeEach
  final void openGroup() throws IOException {
    group = openGroup(setting.kind());
  }

  /// Closes all channels and groups. Fails unless each group terminates and each handler was called
  /// once.
  @AfterEach
  final void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  final AsynchronousChannelProvider provider() {
    return setting.provider().get();
  }

  final TestGroup group() {
    return group;
  }

  final TestGroup openGroup(GroupKind kind) throws IOException {
    return closing(new TestGroup(new Setting(setting.provider(), kind)));
  }

  final <C extends AutoCloseable> C closing(C closeable) {
    open.push(closeable);
    return closeable;
  }

  // ---- handlers

  final <V> Outcome<V> outcome() {
    return group.outcome();
  }

  final <V> Outcome<V> outcome(BiConsumer<@Nullable V, @Nullable Throwable> then) {
    return group.outcome(then);
  }

  static void until(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition);
  }

  static <V> V get(Future<V> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// Waits for the failure of an operation that returned a future, and returns it.
  static Throwable failureOf(Future<?> future) {
    Throwable thrown = catchThrowable(() -> get(future));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(future.isDone()).isTrue();
    assertThat(future.isCancelled()).isFalse();
    return thrown.getCause();
  }

  // ---- channels

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  static InetSocketAddress addressOf(AsynchronousServerSocketChannel listener) throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  final AsynchronousServerSocketChannel newListener() throws IOException {
    return closing(provider().openAsynchronousServerSocketChannel(group.group()));
  }

  final AsynchronousSocketChannel newChannel() throws IOException {
    return closing(provider().openAsynchronousSocketChannel(group.group()));
  }

  final AsynchronousServerSocketChannel listen() throws IOException {
    return newListener().bind(loopback());
  }

  final Socket connectTo(InetSocketAddress address) throws IOException {
    Socket peer = closing(new Socket());
    peer.setSoTimeout((int) PATIENCE.toMillis());
    peer.setTcpNoDelay(true);
    peer.connect(address, (int) PATIENCE.toMillis());
    return peer;
  }

  /// Opens a channel of the group that has connected to a plain socket.
  final Link link() throws Exception {
    return link(newChannel());
  }

  final Link link(AsynchronousSocketChannel channel) throws Exception {
    try (ServerSocket listener = plainListener(50)) {
      get(channel.connect(listener.getLocalSocketAddress()));
      return new Link(channel, accept(listener));
    }
  }

  /// Opens a channel of the group that a listener of the group has accepted from a plain socket.
  final Link acceptedLink() throws Exception {
    return acceptedLink(listen());
  }

  final Link acceptedLink(AsynchronousServerSocketChannel listener) throws Exception {
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    Socket peer = connectTo(addressOf(listener));
    return new Link(closing(get(accepted)), peer);
  }

  /// Opens a link with small socket buffers, so that writes soon stay pending.
  final Link narrowLink() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
    try (ServerSocket listener = new ServerSocket()) {
      listener.setReceiveBufferSize(4096);
      listener.bind(loopback());
      get(channel.connect(listener.getLocalSocketAddress()));
      return new Link(channel, accept(listener));
    }
  }

  static ServerSocket plainListener(int backlog) throws IOException {
    ServerSocket listener = new ServerSocket(0, backlog, InetAddress.ofLiteral("127.0.0.1"));
    listener.setSoTimeout((int) PATIENCE.toMillis());
    return listener;
  }

  private Socket accept(ServerSocket listener) throws IOException {
    listener.setSoTimeout((int) PATIENCE.toMillis());
    Socket peer = closing(listener.accept());
    peer.setSoTimeout((int) PATIENCE.toMillis());
    peer.setTcpNoDelay(true);
    return peer;
  }

  /// Returns an address of this machine that refuses connections.
  static InetSocketAddress refusingAddress() throws IOException {
    try (ServerSocket listener = plainListener(1)) {
      return (InetSocketAddress) listener.getLocalSocketAddress();
    }
  }

  /// Returns an address of this machine that never answers a connect.
  static InetSocketAddress silentAddress() {
    return SilentListener.ADDRESS;
  }

  // ---- bytes

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static ByteBuffer direct(byte... bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /// Returns the bytes before the buffer's position.
  static byte[] filled(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }

  static void writeFully(AsynchronousSocketChannel channel, ByteBuffer bytes) throws Exception {
    while (bytes.hasRemaining()) {
      assertThat(get(channel.write(bytes))).isPositive();
    }
  }

  static byte[] readFully(AsynchronousSocketChannel channel, int count) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(count);
    while (buffer.hasRemaining()) {
      assertThat(get(channel.read(buffer))).as("bytes read").isPositive();
    }
    return filled(buffer);
  }

  /// Starts a read that stays pending, because there are no bytes.
  final Outcome<Integer> pendingRead(AsynchronousSocketChannel channel) {
    Outcome<Integer> read = outcome();
    channel.read(ByteBuffer.allocateDirect(64), "pending", read);
    return read;
  }

  /// Writes until a write stays pending because the connection is full, and returns this write. The
  /// peer must not read.
  final Outcome<Integer> pendingWrite(AsynchronousSocketChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(A_LOT);
    for (; ; ) {
      Outcome<Integer> write = outcome();
      channel.write(bytes.clear(), "pending", write);
      if (!write.isDoneWithin(WHILE.multipliedBy(3))) {
        return write;
      }
      assertThat(write.value()).isPositive();
    }
  }

  /// Fails if the channel cannot write and read.
  static void assertWorks(Link link) throws Exception {
    byte[] sent = bytes(1000, 1);
    writeFully(link.channel(), ByteBuffer.wrap(sent));
    assertThat(link.receive(sent.length)).isEqualTo(sent);
    link.send(sent);
    assertThat(readFully(link.channel(), sent.length)).isEqualTo(sent);
  }
}
