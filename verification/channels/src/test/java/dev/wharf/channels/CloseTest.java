package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Tests closing channels, with and without pending operations.
///
/// The test runs isolated, because it counts the file descriptors of the process.
@Isolated
@WithEveryGroup
class CloseTest extends ProviderTest {
  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    Link link = link();
    AsynchronousServerSocketChannel listener = listen();
    for (int i = 0; i < 2; i++) {
      link.channel().close();
      listener.close();
      assertThat(link.channel().isOpen()).isFalse();
      assertThat(listener.isOpen()).isFalse();
    }
    assertThat(link.receiveAll()).isEmpty();
  }

  @Test
  void endsAReadAndAWriteThatArePending() throws Exception {
    Link link = narrowLink();
    Outcome<Integer> read = pendingRead(link.channel());
    Outcome<Integer> write = pendingWrite(link.channel());
    link.channel().close();
    assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(write.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(read.attachment()).isEqualTo("pending");
    assertThat(write.attachment()).isEqualTo("pending");
  }

  @Test
  void endsAScatteringReadThatIsPending() throws Exception {
    Link link = link();
    Outcome<Long> read = outcome();
    ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)};
    link.channel().read(two, 0, 2, 0, TimeUnit.SECONDS, null, read);
    link.channel().close();
    assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void endsAReadForAFutureThatIsPending() throws Exception {
    Link link = link();
    Future<Integer> read = link.channel().read(ByteBuffer.allocate(10));
    CompletableFuture<Throwable> waiter = fork(() -> catchThrowable(() -> get(read)));
    link.channel().close();
    assertThat(await(waiter)).hasCauseInstanceOf(AsynchronousCloseException.class);
    assertThat(failureOf(read)).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void endsAnAcceptThatIsPending() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Outcome<AsynchronousSocketChannel> accept = outcome();
    listener.accept(null, accept);
    listener.close();
    assertThat(accept.failure()).isInstanceOf(AsynchronousCloseException.class);

    AsynchronousServerSocketChannel other = listen();
    Future<AsynchronousSocketChannel> future = other.accept();
    other.close();
    assertThat(failureOf(future)).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aThreadOfTheGroupMayClose() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    group().executor().execute(() -> assertThat(catchThrowable(link.channel()::close)).isNull());
    assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(link.receiveAll()).isEmpty();
  }

  @Test
  void aHandlerMayCloseItsOwnChannelWithTheOtherDirectionPending() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    Outcome<Integer> write =
        outcome((value, failure) -> assertThat(catchThrowable(link.channel()::close)).isNull());
    link.channel().write(direct((byte) 1), null, write);
    assertThat(write.value()).isEqualTo(1);
    assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(link.receiveAll()).containsExactly(1);
  }

  @Test
  void aHandlerMayCloseAnotherChannel() throws Exception {
    Link one = link();
    Link other = link();
    Outcome<Integer> pending = pendingRead(other.channel());
    Outcome<Integer> read =
        outcome((value, failure) -> assertThat(catchThrowable(other.channel()::close)).isNull());
    one.channel().read(ByteBuffer.allocate(5), null, read);
    one.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    assertThat(pending.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void writtenBytesStillArrive() throws Exception {
    for (int i = 0; i < 10; i++) {
      Link link = link();
      writeFully(link.channel(), ByteBuffer.wrap(bytes(30_000, i)));
      link.channel().close();
      assertThat(link.receiveAll()).isEqualTo(bytes(30_000, i));
    }
  }

  @Test
  void thePeerSeesTheCloseAtOnceAlthoughAReadIsPending() throws Exception {
    Link link = link();
    pendingRead(link.channel());
    link.channel().close();
    assertThat(link.receiveAll()).isEmpty();
  }

  @Test
  void manyThreadsMayClose() throws Exception {
    for (int i = 0; i < 20; i++) {
      Link link = link();
      Outcome<Integer> read = pendingRead(link.channel());
      AtomicInteger missing = new AtomicInteger(3);
      CompletableFuture<Void> together = new CompletableFuture<>();
      List<CompletableFuture<?>> closers = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        closers.add(
            fork(
                () -> {
                  arrive(missing, together);
                  link.channel().close();
                  return null;
                }));
      }
      for (CompletableFuture<?> closer : closers) {
        await(closer);
      }
      assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  /// Waits until as many threads have called this method as were missing.
  private void arrive(AtomicInteger missing, CompletableFuture<Void> together) throws Exception {
    if (missing.decrementAndGet() == 0) {
      together.complete(null);
    } else {
      await(together);
    }
  }

  /// Bytes arrive while another thread closes the channel. The read must complete once, with the
  /// bytes or with a failure.
  @Test
  void closingWhileBytesArriveEndsTheReadOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      Link link = link();
      Outcome<Integer> read = pendingRead(link.channel());
      CompletableFuture<?> closer = fork(() -> catchThrowable(link.channel()::close));
      link.send((byte) 1);
      await(closer);
      link.channel().close();
      read.awaitEnd();
      if (read.hasValue()) {
        assertThat(read.value()).isEqualTo(1);
      } else {
        assertThat(read.failure()).isInstanceOf(AsynchronousCloseException.class);
      }
    }
  }

  /// When an operation has completed or failed, its buffer belongs to the caller again: the channel
  /// must not write into it.
  @Test
  void leavesTheBufferAloneOnceTheReadHasEnded() throws Exception {
    for (int i = 0; i < 20; i++) {
      Link link = link();
      ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
      Outcome<Integer> read = outcome();
      link.channel().read(buffer, null, read);
      link.channel().close();
      read.awaitEnd();
      buffer.clear().put(new byte[1000]);
      catchThrowable(() -> link.send(bytes(1000, 1)));
      assertThat(link.receiveAll()).isEmpty();
      assertThat(filled(buffer)).isEqualTo(new byte[1000]);
    }
  }

  @Test
  void leavesNoSocketOpen() throws Exception {
    openAndCloseSome();
    long before = world().openSockets();
    for (int i = 0; i < 10; i++) {
      openAndCloseSome();
    }
    until("the sockets are closed", () -> world().openSockets() <= before + 3);
  }

  private void openAndCloseSome() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    for (int i = 0; i < 5; i++) {
      Link link = i == 0 ? acceptedLink(listener) : link();
      pendingRead(link.channel());
      link.channel().close();
      link.peer().close();
    }
    listener.accept();
    listener.close();
    newChannel().close();
    AsynchronousSocketChannel refused = newChannel();
    failureOf(refused.connect(refusingAddress()));
  }
}
