package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wharf.channels.world.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the cancellation of operations that return a future.
///
/// The provider may choose what happens after a cancel: the channel may reject the next operation
/// of the same kind with some runtime exception, or may accept it. The caller must not use the
/// buffer again while the channel is open.
@WithEveryGroup
class CancelTest extends ProviderTest {
  private static void assertCancelled(Future<?> future) {
    assertThat(future.isDone()).isTrue();
    assertThat(future.isCancelled()).isTrue();
    assertThatThrownBy(() -> get(future)).isInstanceOf(CancellationException.class);
    assertThat(future.cancel(true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancellingWakesAllWaitingThreads(boolean forcefully) throws Exception {
    Link link = link();
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
    CompletableFuture<Throwable> one = fork(() -> catchThrowable(() -> get(read)));
    CompletableFuture<Throwable> other = fork(() -> catchThrowable(read::get));
    assertThat(read.cancel(forcefully)).isTrue();
    assertThat(await(one)).isInstanceOf(CancellationException.class);
    assertThat(await(other)).isInstanceOf(CancellationException.class);
    assertCancelled(read);
  }

  @Test
  void afterACancelledReadWritingWorksAndReadingIsRejectedOrWorks() throws Exception {
    Link link = link();
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
    read.cancel(false);
    assertThat(link.channel().isOpen()).isTrue();
    writeFully(link.channel(), direct((byte) 1));
    assertThat(link.receive(1)).containsExactly(1);

    ByteBuffer next = ByteBuffer.allocateDirect(10);
    link.send((byte) 2);
    Throwable thrown = catchThrowable(() -> get(link.channel().read(next)));
    if (thrown == null) {
      assertThat(filled(next)).containsExactly(2);
    } else {
      assertThat(thrown).isInstanceOf(RuntimeException.class);
    }
    assertCancelled(read);
  }

  @Test
  void afterACancelledWriteReadingWorks() throws Exception {
    Link link = narrowLink();
    Future<Integer> write = pendingWriteForAFuture(link.channel());
    assertThat(write.cancel(false)).isTrue();
    assertCancelled(write);
    assertThat(link.channel().isOpen()).isTrue();
    link.send((byte) 2);
    assertThat(readFully(link.channel(), 1)).containsExactly(2);
    Throwable thrown = catchThrowable(() -> link.channel().write(ByteBuffer.allocateDirect(1)));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(RuntimeException.class);
    }
  }

  /// Writes until a write stays pending, and returns the future of this write.
  private Future<Integer> pendingWriteForAFuture(AsynchronousSocketChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(A_LOT);
    for (; ; ) {
      Future<Integer> write = channel.write(bytes.clear());
      try {
        write.get(WHILE.toMillis() * 3, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return write;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /// A forceful cancel may close the channel. If it does, all other pending operations must end.
  @Test
  void forcefulCancellingLeavesTheChannelOpenOrEndsTheOtherOperation() throws Exception {
    Link link = narrowLink();
    Outcome<Integer> write = pendingWrite(link.channel());
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
    read.cancel(true);
    assertCancelled(read);
    if (link.channel().isOpen()) {
      assertThat(write.isDone()).isFalse();
    } else {
      assertThat(write.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  @Test
  void aCompletedOperationCannotBeCancelled() throws Exception {
    Link link = link();
    link.send((byte) 1);
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
    assertThat(get(read)).isEqualTo(1);
    assertThat(read.cancel(true)).isFalse();
    assertThat(read.isCancelled()).isFalse();
    assertThat(get(read)).isEqualTo(1);
    assertWorks(link);
    Future<Integer> nothing = link.channel().write(ByteBuffer.allocate(0));
    get(nothing);
    assertThat(nothing.cancel(false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptCanBeCancelled(boolean forcefully) throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    Future<AsynchronousSocketChannel> accept = listener.accept();
    assertThat(accept.cancel(forcefully)).isTrue();
    assertCancelled(accept);
    listener.close();
  }

  /// A connection arrives after its accept was cancelled. When the listener is closed, this
  /// connection must not stay open, because no code would ever close its channel.
  @Test
  void closingTheListenerClosesTheConnectionOfACancelledAccept() throws Exception {
    AsynchronousServerSocketChannel listener = listen();
    listener.accept().cancel(false);
    Peer peer = connectTo(addressOf(listener));
    listener.close();
    Throwable ended = catchThrowable(() -> assertThat(peer.receiveAll()).isEmpty());
    if (ended != null) {
      assertThat(ended).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closingAfterCancellingCompletesNoFutureTwice() throws Exception {
    Link link = link();
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
    read.cancel(false);
    link.channel().close();
    assertCancelled(read);
    assertThat(link.receiveAll()).isEmpty();
  }

  /// Once the channel is closed, the caller may use the buffer of a cancelled read again.
  @Test
  void leavesTheBufferOfACancelledReadAloneOnceClosed() throws Exception {
    for (int i = 0; i < 20; i++) {
      Link link = link();
      ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
      Future<Integer> read = link.channel().read(buffer);
      read.cancel(false);
      if (i % 2 == 0) {
        link.send(new byte[10]);
      }
      link.channel().close();
      for (int k = 0; k < 1000; k++) {
        buffer.put(k, (byte) 0x5A);
      }
      catchThrowable(() -> link.send(new byte[1000]));
      catchThrowable(() -> link.receive(1));
      for (int k = 0; k < 1000; k++) {
        assertThat(buffer.get(k)).isEqualTo((byte) 0x5A);
      }
    }
  }

  /// Bytes arrive while another thread cancels the read. The future must be cancelled, or must have
  /// the bytes.
  @Test
  void cancellingAndBytesMayMeet() throws Exception {
    for (int i = 0; i < 50; i++) {
      Link link = link();
      Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(10));
      CompletableFuture<Boolean> canceller = fork(() -> read.cancel(false));
      link.send((byte) 1);
      if (await(canceller)) {
        assertCancelled(read);
      } else {
        assertThat(get(read)).isEqualTo(1);
      }
    }
  }
}
