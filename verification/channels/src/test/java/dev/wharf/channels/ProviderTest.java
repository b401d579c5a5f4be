package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wharf.channels.world.Peer;
import dev.wharf.channels.world.PeerListener;
import dev.wharf.channels.world.World;
import dev.wharf.engine.runtime.EngineRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

/// The base class of the tests that every provider of channels must pass. It provides the world
/// with the provider, and a group, and opens channels and peers.
///
/// The tests assert the promises of the documentation of `java.nio.channels`. Further behaviour of
/// the JDK's provider, and deviations, are noted in comments and not asserted.
@Timeout(60)
@ExtendWith(InItsWorld.class)
abstract class ProviderTest {
  static final Duration PATIENCE = World.PATIENCE;

  /// The time for which a test watches that something does not happen.
  static final Duration WHILE = Duration.ofMillis(30);

  /// More bytes than socket buffers hold.
  static final int A_LOT = 8 << 20;

  @Parameter Setting setting;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Outcome<?>> uncalled = new ArrayList<>();
  private World world;
  private TestGroup group;

  /// Runs a test in a world of its own. At the test's end, closes all channels and groups, and
  /// fails unless each group terminates and each handler was called as often as expected.
  final void runInItsWorld(World.Body test) throws Exception {
    try (World opened = setting.provider().open()) {
      world = opened;
      world.run(() -> runWithGroup(test));
    }
  }

  private void runWithGroup(World.Body test) throws Exception {
    try (AutoCloseable _ = this::closeAll) {
      group = openGroup(setting.kind());
      test.run();
    }
    assertThat(uncalled).allMatch(outcome -> outcome.calls() == 0);
  }

  private void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  final World world() {
    return world;
  }

  final EngineRuntime runtime() {
    return world.runtime();
  }

  final AsynchronousChannelProvider provider() {
    return world.provider();
  }

  final TestGroup group() {
    return group;
  }

  final TestGroup openGroup(GroupKind kind) throws IOException {
    return closing(new TestGroup(world, new Setting(setting.provider(), kind)));
  }

  final <C extends AutoCloseable> C closing(C closeable) {
    open.push(closeable);
    return closeable;
  }

  // ---- handlers, waits and threads

  final <V> Outcome<V> outcome() {
    return group.outcome();
  }

  final <V> Outcome<V> outcome(BiConsumer<@Nullable V, @Nullable Throwable> then) {
    return group.outcome(then);
  }

  /// Creates a handler for an operation of a group that is no [TestGroup]. Nothing checks how often
  /// it is called.
  final <V> Outcome<V> looseOutcome() {
    return new Outcome<>(world, (value, failure) -> {});
  }

  /// Creates a handler. The test fails when it is called.
  final <V> Outcome<V> never() {
    Outcome<V> never = looseOutcome();
    uncalled.add(never);
    return never;
  }

  final void until(String what, BooleanSupplier condition) {
    world.until(what, condition);
  }

  /// Runs the body on a new thread.
  final <V> CompletableFuture<V> fork(Callable<V> body) {
    return world.fork(body);
  }

  /// Waits for the future of another thread.
  final <V> V await(CompletableFuture<V> future) throws ExecutionException, InterruptedException {
    return world.await(future);
  }

  /// Waits for the future of an operation.
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

  /// Returns the address of the channels under test, with port 0.
  final InetSocketAddress ownAddress() {
    return world.ownAddress();
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
    return newListener().bind(ownAddress());
  }

  final Peer connectTo(InetSocketAddress address) throws IOException {
    return closing(world.connect(address));
  }

  /// Opens a channel of the group that has connected to a peer.
  final Link link() throws Exception {
    return link(newChannel());
  }

  final Link link(AsynchronousSocketChannel channel) throws Exception {
    return link(channel, 0);
  }

  private Link link(AsynchronousSocketChannel channel, int receiveBytes) throws Exception {
    try (PeerListener listener = world.listen(world.peerAddress(), receiveBytes)) {
      get(channel.connect(listener.address()));
      return new Link(channel, closing(listener.accept()));
    }
  }

  /// Opens a channel of the group that a listener of the group has accepted from a peer.
  final Link acceptedLink() throws Exception {
    return acceptedLink(listen());
  }

  final Link acceptedLink(AsynchronousServerSocketChannel listener) throws Exception {
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    Peer peer = connectTo(addressOf(listener));
    return new Link(closing(get(accepted)), peer);
  }

  /// Opens a link with small socket buffers, so that writes soon stay pending.
  final Link narrowLink() throws Exception {
    AsynchronousSocketChannel channel = newChannel();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
    return link(channel, 4096);
  }

  /// Opens a listener that is not under test, at a free port.
  final PeerListener plainListener() throws IOException {
    return closing(world.listen(world.peerAddress(), 0));
  }

  /// Returns an address of this world that refuses connections.
  final InetSocketAddress refusingAddress() throws IOException {
    try (PeerListener listener = world.listen(world.peerAddress(), 0)) {
      return listener.address();
    }
  }

  /// Returns an address of this world that never answers a connect.
  final InetSocketAddress silentAddress() {
    return world.silentAddress();
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
