package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.service.SocketClients;
import dev.wharf.engine.session.SocketSession;
import dev.wharf.engine.transform.Escaping;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests two writers of one session with a transformation, one after the other, on two threads of a
/// shared completion port.
@Tag(EngineFixture.ONCE)
class TransformedWriterTest {
  /// The first writer has written all packets, has given up its role, and shuts the output down.
  /// Meanwhile, received bytes make the transformation send, so there is a second writer. Its bytes
  /// must stay out of the pool while its write is pending, when the first writer ends.
  @Test
  void aWriterThatEndsDoesNotFreeTheBytesOfTheNextWriter() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 2)) {
      SessionOptions options =
          EngineFixture.open().session().withTransformation(_ -> new Answering());
      SocketClients service = SocketClients.open(engine.port, options);
      HeldChannel channel = new HeldChannel();
      SocketSession session =
          new SocketSession(
              1,
              service,
              options,
              engine.port.workers().getFirst(),
              channel,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
              null,
              SessionState.CONNECTED);
      session.makeHandler(probes);
      service.add(session);
      session.start();

      session.closeAfterFlush(CloseReason.LOCAL, "");
      assertThat(channel.shutting.await(20, TimeUnit.SECONDS)).isTrue();
      channel.received(1);
      EngineFixture.until("the second writer writes", () -> channel.write.get() != null);
      long buffersOut = engine.port.ledger().buffersOut();
      channel.mayShut.countDown();
      EngineFixture.until(
          "the first writer has ended", () -> engine.port.ledger().pendingOperations() <= 2);
      assertThat(engine.port.ledger().buffersOut()).isEqualTo(buffersOut);

      channel.written();
      session.close(CloseReason.LOCAL);
      EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Answers received bytes by one byte of its own.
  private static final class Answering extends Escaping {
    private boolean answers;

    @Override
    public void receive(ByteBuffer received, ByteBuffer plain) {
      answers |= received.hasRemaining();
      received.position(received.limit());
    }

    @Override
    public boolean hasOutput() {
      return answers;
    }

    @Override
    public void send(ByteBuffer[] packets, int count, ByteBuffer out) {
      if (answers) {
        out.put((byte) 1);
        answers = false;
      }
    }

    @Override
    public void finish(CloseReason reason) {}
  }

  /// A channel that shuts its output down, and completes a write, when the test says so.
  private static final class HeldChannel extends FakeChannel {
    final CountDownLatch shutting = new CountDownLatch(1);
    final CountDownLatch mayShut = new CountDownLatch(1);
    final AtomicReference<@Nullable Runnable> write = new AtomicReference<>();

    /// Completes the pending write.
    void written() {
      Runnable pending = write.getAndSet(null);
      if (pending != null) {
        pending.run();
      }
    }

    @Override
    public <A extends @Nullable Object> void write(
        ByteBuffer source,
        long timeout,
        TimeUnit unit,
        A attachment,
        CompletionHandler<Integer, ? super A> handler) {
      write.set(
          () -> {
            int bytes = source.remaining();
            source.position(source.limit());
            handler.completed(bytes, attachment);
          });
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() {
      shutting.countDown();
      try {
        mayShut.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return this;
    }
  }
}
