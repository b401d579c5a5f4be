package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests reading and writing with a timeout.
///
/// After a timeout of a read, the channel may reject further reads with a runtime exception of the
/// provider's choice, or may continue to work; the same is true for writes. The tests allow both.
@WithEveryGroup
class TimeoutTest extends ProviderTest {
  private static final Duration SHORT = Duration.ofMillis(25);

  private Outcome<Integer> timedRead(AsynchronousSocketChannel channel, Duration timeout) {
    Outcome<Integer> read = outcome();
    channel.read(
        ByteBuffer.allocateDirect(64), timeout.toMillis(), TimeUnit.MILLISECONDS, "timed", read);
    return read;
  }

  /// Waits for this time: starts a read with this timeout on another channel of the group, and
  /// returns when the read has timed out. So the group's own clock has passed the time, too.
  private void passTime(Duration time) throws Exception {
    assertTimedOut(timedRead(link().channel(), time));
  }

  private static void assertTimedOut(Outcome<?> outcome) {
    assertThat(outcome.failure()).isInstanceOf(InterruptedByTimeoutException.class);
  }

  @Test
  void aReadTimesOutAndNotBefore() throws Exception {
    Link link = link();
    long before = runtime().nanoTime();
    Outcome<Integer> read = timedRead(link.channel(), SHORT);
    assertTimedOut(read);
    assertThat(runtime().nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
    assertThat(read.attachment()).isEqualTo("timed");
    assertThat(link.channel().isOpen()).isTrue();
  }

  @Test
  void afterAReadTimedOutWritingWorksAndReadingIsRejectedOrWorks() throws Exception {
    Link link = link();
    assertTimedOut(timedRead(link.channel(), SHORT));
    writeFully(link.channel(), direct((byte) 3));
    assertThat(link.receive(1)).containsExactly(3);

    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    link.send((byte) 4);
    Throwable thrown = catchThrowable(() -> get(link.channel().read(buffer)));
    if (thrown == null) {
      assertThat(filled(buffer)).containsExactly(4);
    } else {
      assertThat(thrown).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aWriteTimesOutAndReadingWorks() throws Exception {
    Link link = narrowLink();
    ByteBuffer much = ByteBuffer.allocateDirect(A_LOT);
    Outcome<Integer> write;
    do {
      write = outcome();
      link.channel().write(much.clear(), 100, TimeUnit.MILLISECONDS, "timed", write);
      write.awaitEnd();
    } while (write.hasValue());
    assertTimedOut(write);
    link.send((byte) 4);
    assertThat(readFully(link.channel(), 1)).containsExactly(4);
  }

  @Test
  void scatteringAndGatheringTimeOut() throws Exception {
    Link link = narrowLink();
    Outcome<Long> read = outcome();
    ByteBuffer[] two = {ByteBuffer.allocateDirect(4), ByteBuffer.allocate(4)};
    link.channel().read(two, 0, 2, SHORT.toMillis(), TimeUnit.MILLISECONDS, null, read);
    assertTimedOut(read);

    ByteBuffer[] much = {ByteBuffer.allocateDirect(A_LOT), ByteBuffer.allocateDirect(100)};
    Outcome<Long> write;
    do {
      write = outcome();
      much[0].clear();
      link.channel().write(much, 0, 2, 100, TimeUnit.MILLISECONDS, null, write);
      write.awaitEnd();
    } while (write.hasValue());
    assertTimedOut(write);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void zeroAndLessMeanNoTimeout(long timeout) throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome();
    link.channel().read(ByteBuffer.allocateDirect(10), timeout, TimeUnit.NANOSECONDS, null, read);
    passTime(SHORT);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000, Long.MAX_VALUE})
  void aVeryLongTimeoutDoesNotOverflow(long days) throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome();
    link.channel().read(ByteBuffer.allocateDirect(10), days, TimeUnit.DAYS, null, read);
    passTime(SHORT);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
  }

  @Test
  void anOperationThatEndsInTimeHasNoAfterEffect() throws Exception {
    Link link = link();
    Outcome<Integer> timed = timedRead(link.channel(), SHORT.multipliedBy(4));
    link.send((byte) 1);
    assertThat(timed.value()).isEqualTo(1);
    Outcome<Integer> next = pendingRead(link.channel());
    Outcome<Integer> write = outcome();
    link.channel().write(direct((byte) 2), SHORT.toMillis(), TimeUnit.MILLISECONDS, null, write);
    assertThat(write.value()).isEqualTo(1);
    passTime(SHORT.multipliedBy(6));
    assertThat(next.isDone()).isFalse();
    link.send((byte) 3);
    assertThat(next.value()).isEqualTo(1);
    link.receive(1);
    assertWorks(link);
  }

  @Test
  void theShorterTimeoutComesFirst() throws Exception {
    Outcome<Integer> late = timedRead(link().channel(), Duration.ofDays(1));
    Outcome<Integer> middle = timedRead(link().channel(), Duration.ofSeconds(60));
    Outcome<Integer> soon = timedRead(link().channel(), SHORT);
    assertTimedOut(soon);
    assertThat(middle.isDone()).isFalse();
    assertThat(late.isDone()).isFalse();
  }

  @Test
  void closingEndsATimedOperationLikeAnyOther() throws Exception {
    Link link = link();
    Outcome<Integer> read = timedRead(link.channel(), SHORT);
    Outcome<Integer> other = timedRead(link().channel(), Duration.ofDays(1));
    link.channel().close();
    assertThat(read.failure())
        .isInstanceOfAny(AsynchronousCloseException.class, InterruptedByTimeoutException.class);
    passTime(SHORT.multipliedBy(2));
    assertThat(other.isDone()).isFalse();
  }

  /// Bytes arrive at about the time of the timeout. Whichever comes first, the operation must end
  /// once.
  @Test
  void aTimeoutWhileBytesArriveEndsTheReadOnce() throws Exception {
    List<Link> links = new ArrayList<>();
    List<Outcome<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      links.add(link());
    }
    for (Link link : links) {
      reads.add(timedRead(link.channel(), Duration.ofMillis(3)));
    }
    for (Link link : links) {
      link.send((byte) 1);
    }
    for (Outcome<Integer> read : reads) {
      read.awaitEnd();
      if (read.hasValue()) {
        assertThat(read.value()).isEqualTo(1);
      } else {
        assertTimedOut(read);
      }
    }
  }

  @Test
  void theHandlerOfATimeoutMayClose() throws Exception {
    Link link = link();
    AtomicBoolean closed = new AtomicBoolean();
    Outcome<Integer> read =
        outcome(
            (value, failure) -> {
              assertThat(catchThrowable(link.channel()::close)).isNull();
              closed.set(true);
            });
    link.channel()
        .read(ByteBuffer.allocate(1), SHORT.toMillis(), TimeUnit.MILLISECONDS, null, read);
    assertTimedOut(read);
    until("the handler has closed", closed::get);
    assertThat(link.receiveAll()).isEmpty();
  }
}
