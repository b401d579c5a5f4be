package dev.wharf.engine.uring.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.ring.RingSize;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests a ring that is far too small for the completions that arrive at once.
class OverflowTest {
  private static final int PATIENCE_SECONDS = 20;
  private static final int CONNECTIONS = 300;
  private static final int ROUNDS = 10;
  private static final int MESSAGE = 48;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger overflows = new AtomicInteger();
  private final List<Socket> peers = new ArrayList<>();

  @BeforeEach
  void needsARing() {
    Rings.assume();
  }

  @AfterEach
  void close() throws Exception {
    for (Socket peer : peers) {
      peer.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 8, 1", "2, 2, 1", "4, 8, 3"})
  void losesNothingAndKeepsTheOrderOfEachChannel(int submissions, int completions, int threads)
      throws Exception {
    UringProvider provider = new UringProvider(new RingSize(submissions, completions));
    UringGroup group =
        (UringGroup)
            provider.openAsynchronousChannelGroup(threads, Thread.ofPlatform().daemon().factory());
    try (AsynchronousServerSocketChannel listener =
        provider.openAsynchronousServerSocketChannel(group)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CONNECTIONS);
      listener.accept(null, new Accepting(listener, group.loop()));
      connect((InetSocketAddress) listener.getLocalAddress());
      for (int round = 0; round < ROUNDS; round++) {
        assertEachIsAnswered(group.loop(), round);
      }
    } finally {
      group.shutdownNow();
    }
    assertThat(group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
    assertThat(overflows).as("completions that found the ring full").hasPositiveValue();
  }

  private void connect(InetSocketAddress address) throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket peer = new Socket(address.getAddress(), address.getPort());
      peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      peers.add(peer);
      assertAnswered(peer, write(peer, i));
    }
  }

  /// Sends to all connections at once, while a task blocks the loop, and checks every reply.
  private void assertEachIsAnswered(RingLoop loop, int round) throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch heldUp = new CountDownLatch(1);
    loop.execute(
        () -> {
          heldUp.countDown();
          awaitUninterruptibly(sent);
        });
    awaitUninterruptibly(heldUp);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      messages.add(write(peers.get(i), (long) round * CONNECTIONS + i));
    }
    sent.countDown();
    for (int i = 0; i < CONNECTIONS; i++) {
      assertAnswered(peers.get(i), messages.get(i));
    }
  }

  private static byte[] write(Socket peer, long seed) throws Exception {
    byte[] message = new byte[MESSAGE];
    new Random(seed).nextBytes(message);
    peer.getOutputStream().write(message);
    return message;
  }

  private static void assertAnswered(Socket peer, byte[] message) throws Exception {
    assertThat(peer.getInputStream().readNBytes(MESSAGE)).isEqualTo(message);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// A handler that accepts connections as long as the listener is open.
  private final class Accepting implements CompletionHandler<AsynchronousSocketChannel, Object> {
    private final AsynchronousServerSocketChannel listener;
    private final RingLoop loop;

    Accepting(AsynchronousServerSocketChannel listener, RingLoop loop) {
      this.listener = listener;
      this.loop = loop;
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Object attachment) {
      new Echoing(accepted, loop).read();
      listener.accept(null, this);
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
      if (listener.isOpen()) {
        failures.add(failure);
      }
    }
  }

  /// A handler that writes back the bytes that it reads, one piece after the other. The reply has
  /// the right order only if all operations complete in order.
  private final class Echoing implements CompletionHandler<Integer, Object> {
    private final AsynchronousSocketChannel channel;
    private final RingLoop loop;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE / 3);
    private boolean writing;

    Echoing(AsynchronousSocketChannel channel, RingLoop loop) {
      this.channel = channel;
      this.loop = loop;
    }

    void read() {
      writing = false;
      channel.read(buffer.clear(), null, this);
    }

    @Override
    public void completed(Integer bytes, Object attachment) {
      loop.offer(this::look);
      if (writing && !buffer.hasRemaining()) {
        read();
      } else if (writing || bytes > 0) {
        write();
      }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
      if (channel.isOpen()) {
        failures.add(failure);
      }
    }

    private void write() {
      if (!writing) {
        buffer.flip();
      }
      writing = true;
      channel.write(buffer, null, this);
    }

    /// Counts one overflow if the kernel keeps completions for which the ring had no room. Called
    /// on the loop's thread.
    private void look() {
      Ring ring = loop.ringWithRoom(0, 0);
      if (ring != null && ring.hasOverflown()) {
        overflows.incrementAndGet();
      }
    }
  }
}
