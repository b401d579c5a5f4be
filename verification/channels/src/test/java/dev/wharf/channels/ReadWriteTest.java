package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests reading into and writing from one buffer, with handlers and with futures.
@WithEveryGroup
class ReadWriteTest extends ProviderTest {
  @Test
  void readsWithAHandler() throws Exception {
    Link link = link();
    ByteBuffer buffer = ByteBuffer.allocateDirect(20).position(3).limit(15);
    Outcome<Integer> read = outcome();
    Object attachment = new Object();
    link.channel().read(buffer, attachment, read);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 5, (byte) 6, (byte) 7);
    assertThat(read.value()).isEqualTo(3);
    assertThat(read.attachment()).isSameAs(attachment);
    assertThat(buffer.position()).isEqualTo(6);
    assertThat(buffer.limit()).isEqualTo(15);
    assertThat(filled(buffer)).containsExactly(0, 0, 0, 5, 6, 7);
  }

  @Test
  void readsForAFuture() throws Exception {
    Link link = acceptedLink();
    ByteBuffer buffer = ByteBuffer.allocateDirect(20);
    Future<Integer> read = link.channel().read(buffer);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 5, (byte) 6);
    assertThat(get(read)).isEqualTo(2);
    assertThat(read.isDone()).isTrue();
    assertThat(read.isCancelled()).isFalse();
    assertThat(filled(buffer)).containsExactly(5, 6);
  }

  @Test
  void readsNoMoreThanTheBufferTakes() throws Exception {
    Link link = link();
    link.send(bytes(100, 2));
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    while (buffer.hasRemaining()) {
      buffer.limit(Math.min(100, buffer.position() + 30));
      assertThat(get(link.channel().read(buffer))).isBetween(1, 30);
      buffer.limit(100);
    }
    assertThat(filled(buffer)).isEqualTo(bytes(100, 2));
  }

  @Test
  void writesWithAHandler() throws Exception {
    Link link = link();
    ByteBuffer buffer = direct(bytes(20, 4)).position(3).limit(15);
    Outcome<Integer> write = outcome();
    Object attachment = new Object();
    link.channel().write(buffer, attachment, write);
    assertThat(write.value()).isEqualTo(12);
    assertThat(write.attachment()).isSameAs(attachment);
    assertThat(buffer.position()).isEqualTo(15);
    assertThat(buffer.limit()).isEqualTo(15);
    link.channel().close();
    assertThat(link.receiveAll()).isEqualTo(Arrays.copyOfRange(bytes(20, 4), 3, 15));
  }

  @Test
  void writesForAFuture() throws Exception {
    Link link = acceptedLink();
    Future<Integer> write = link.channel().write(direct((byte) 1, (byte) 2));
    assertThat(get(write)).isEqualTo(2);
    assertThat(link.receive(2)).containsExactly(1, 2);
  }

  @Test
  void attachmentsMayBeNull() throws Exception {
    Link link = link();
    Outcome<Integer> write = outcome();
    link.channel().write(direct((byte) 1), null, write);
    assertThat(write.attachment()).isNull();
    assertThat(write.value()).isEqualTo(1);
  }

  @Test
  void readingIntoAFullBufferReturnsZeroAtOnce() throws Exception {
    Link link = link();
    Outcome<Integer> read = outcome();
    link.channel().read(ByteBuffer.allocate(0), null, read);
    assertThat(read.value()).isZero();
    assertThat(get(link.channel().read(ByteBuffer.allocateDirect(5).position(5)))).isZero();
  }

  @Test
  void writingAnEmptyBufferReturnsZeroAtOnce() throws Exception {
    Link link = link();
    Outcome<Integer> write = outcome();
    link.channel().write(ByteBuffer.allocate(0), null, write);
    assertThat(write.value()).isZero();
    assertThat(get(link.channel().write(ByteBuffer.allocateDirect(5).position(5)))).isZero();
    assertWorks(link);
  }

  @Test
  void reportsTheEndOfTheStreamOnEachRead() throws Exception {
    Link link = link();
    link.send((byte) 1);
    link.peer().shutdownOutput();
    assertThat(readFully(link.channel(), 1)).containsExactly(1);
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    for (int i = 0; i < 3; i++) {
      Outcome<Integer> read = outcome();
      link.channel().read(buffer, null, read);
      assertThat(read.value()).isEqualTo(-1);
      assertThat(get(link.channel().read(buffer))).isEqualTo(-1);
    }
    assertThat(buffer.position()).isZero();
    writeFully(link.channel(), direct((byte) 2));
    assertThat(link.receive(1)).containsExactly(2);
  }

  /// The end of the stream and the last byte arrive together, before or after the read starts. The
  /// read must return the byte, and the next read must return the end.
  @Test
  void reportsAnEndThatArrivesTogetherWithTheLastBytes() throws Exception {
    for (int i = 0; i < 100; i++) {
      Link link = link();
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      Outcome<Integer> read = outcome();
      if (i % 2 == 0) {
        link.channel().read(buffer, null, read);
      }
      link.send((byte) i);
      link.peer().shutdownOutput();
      if (i % 2 != 0) {
        link.channel().read(buffer, null, read);
      }
      assertThat(read.value()).isEqualTo(1);
      assertThat(get(link.channel().read(buffer))).isEqualTo(-1);
      link.channel().close();
      link.peer().close();
    }
  }

  @Test
  void reportsAResetAfterTheBytesBeforeIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      Link link = link();
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      link.send((byte) i);
      link.reset();
      Outcome<Integer> read = outcome();
      link.channel().read(buffer, null, read);
      read.awaitEnd();
      if (read.hasValue()) {
        assertThat(read.value()).isEqualTo(1);
        assertThat(failureOf(link.channel().read(buffer))).isInstanceOf(IOException.class);
      }
    }
  }

  /// Reads a stream with several kinds of reads in turn. No read may take bytes that a later read
  /// of another kind must get.
  @Test
  void readsOfAllKindsTakeTurns() throws Exception {
    Link link = link();
    byte[] all = bytes(3_000, 8);
    ByteBuffer got = ByteBuffer.allocateDirect(all.length);
    int sent = 0;
    for (int i = 0; got.hasRemaining(); i++) {
      ByteBuffer part = got.slice(got.position(), Math.min(1 + i % 7, got.remaining()));
      Outcome<Number> read = outcome();
      read(link.channel(), part, i % 4, read);
      if (sent < got.position() + part.capacity()) {
        link.send(Arrays.copyOfRange(all, sent, Math.min(sent + 20, all.length)));
        sent += 20;
      }
      read.value();
      readRest(link.channel(), part);
      got.position(got.position() + part.capacity());
    }
    assertThat(filled(got)).isEqualTo(all);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an outcome of any number
  private static void read(
      AsynchronousSocketChannel channel, ByteBuffer part, int kind, Outcome<Number> to) {
    switch (kind) {
      case 0 -> channel.read(part, null, (Outcome) to);
      case 1 -> channel.read(part, 1, TimeUnit.HOURS, null, (Outcome) to);
      case 2 ->
          channel.read(new ByteBuffer[] {part}, 0, 1, 0, TimeUnit.SECONDS, null, (Outcome) to);
      default -> channel.read(new ByteBuffer[] {part}, 0, 1, 1, TimeUnit.HOURS, null, (Outcome) to);
    }
  }

  private static void readRest(AsynchronousSocketChannel channel, ByteBuffer part)
      throws Exception {
    while (part.hasRemaining()) {
      assertThat(get(channel.read(part))).isPositive();
    }
  }

  @Test
  void aPendingReadEndsWithTheStream() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    link.peer().close();
    assertThat(read.value()).isEqualTo(-1);
  }

  @Test
  void aPendingReadFailsOnAReset() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    Link other = link();
    Future<Integer> future = other.channel().read(ByteBuffer.allocate(10));
    link.reset();
    other.reset();
    assertThat(read.failure()).isInstanceOf(IOException.class);
    assertThat(failureOf(future)).isInstanceOf(IOException.class);
    assertThat(link.channel().isOpen()).isTrue();
  }

  @Test
  void aPendingWriteFailsOnAReset() throws Exception {
    Link link = narrowLink();
    Outcome<Integer> write = pendingWrite(link.channel());
    link.reset();
    assertThat(write.failure()).isInstanceOf(IOException.class);
  }

  @Test
  void writingToAPeerThatHasClosedFailsSoon() throws Exception {
    Link link = link();
    link.peer().close();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                get(link.channel().write(ByteBuffer.allocateDirect(1000)));
              }
            })
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void oneReadAtATime() throws Exception {
    Link link = link();
    Outcome<Integer> read = pendingRead(link.channel());
    ByteBuffer other = ByteBuffer.allocate(10);
    assertThatThrownBy(() -> link.channel().read(other)).isInstanceOf(ReadPendingException.class);
    assertThatThrownBy(() -> link.channel().read(other, null, never()))
        .isInstanceOf(ReadPendingException.class);
    assertThatThrownBy(() -> link.channel().read(other, 1, TimeUnit.DAYS, null, never()))
        .isInstanceOf(ReadPendingException.class);
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    assertThat(other.position()).isZero();
    assertWorks(link);
  }

  @Test
  void oneWriteAtATime() throws Exception {
    Link link = narrowLink();
    Outcome<Integer> write = pendingWrite(link.channel());
    ByteBuffer other = ByteBuffer.allocate(10);
    assertThatThrownBy(() -> link.channel().write(other)).isInstanceOf(WritePendingException.class);
    assertThatThrownBy(() -> link.channel().write(other, null, never()))
        .isInstanceOf(WritePendingException.class);
    assertThatThrownBy(() -> link.channel().write(other, 1, TimeUnit.DAYS, null, never()))
        .isInstanceOf(WritePendingException.class);
    CompletableFuture<byte[]> received = fork(link::receiveAll);
    assertThat(write.value()).isPositive();
    link.channel().close();
    assertThat(await(received)).isNotEmpty();
  }

  @Test
  void readingAndWritingDoNotWaitForEachOther() throws Exception {
    Link reading = link();
    Outcome<Integer> read = pendingRead(reading.channel());
    writeFully(reading.channel(), ByteBuffer.wrap(bytes(100, 1)));
    assertThat(reading.receive(100)).isEqualTo(bytes(100, 1));
    assertThat(read.isDone()).isFalse();
    reading.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);

    Link writing = narrowLink();
    Outcome<Integer> write = pendingWrite(writing.channel());
    writing.send(bytes(100, 2));
    assertThat(readFully(writing.channel(), 100)).isEqualTo(bytes(100, 2));
    assertThat(write.isDone()).isFalse();
  }

  @Test
  void aPendingWriteContinuesWhenThePeerReads() throws Exception {
    Link link = narrowLink();
    byte[] sent = bytes(A_LOT / 8, 5);
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    ByteBuffer rest = direct(sent);
    writeAll(link.channel(), rest, received);
    assertThat(link.receive(sent.length)).isEqualTo(sent);
    await(received);
  }

  private void writeAll(
      AsynchronousSocketChannel channel, ByteBuffer rest, CompletableFuture<byte[]> end) {
    Outcome<Integer> write =
        outcome(
            (value, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure);
              } else if (rest.hasRemaining()) {
                writeAll(channel, rest, end);
              } else {
                end.complete(new byte[0]);
              }
            });
    channel.write(rest, null, write);
  }

  @Test
  void carriesMuchBothWaysAtOnce() throws Exception {
    Link link = link();
    byte[] there = bytes(3 << 20, 6);
    byte[] back = bytes(2 << 20, 7);
    CompletableFuture<Void> written =
        fork(
            () -> {
              writeFully(link.channel(), ByteBuffer.wrap(there));
              return null;
            });
    CompletableFuture<byte[]> received = fork(() -> readFully(link.channel(), back.length));
    CompletableFuture<byte[]> atPeer = fork(() -> link.receive(there.length));
    link.send(back);
    assertThat(await(received)).isEqualTo(back);
    assertThat(await(atPeer)).isEqualTo(there);
    await(written);
  }

  /// Each handler starts the next operation, many times. The stack must not grow, even when each
  /// operation completes at once.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aLongChainOfOperationsDoesNotOverflowTheStack(int size) throws Exception {
    Link link = link();
    int count = 20_000;
    AtomicInteger left = new AtomicInteger(count);
    CompletableFuture<byte[]> end = new CompletableFuture<>();
    CompletableFuture<byte[]> received = fork(link::receiveAll);
    writeAgain(link.channel(), ByteBuffer.allocateDirect(size), left, end);
    await(end);
    link.channel().close();
    assertThat(await(received)).hasSize(size * count);
  }

  private void writeAgain(
      AsynchronousSocketChannel channel,
      ByteBuffer bytes,
      AtomicInteger left,
      CompletableFuture<byte[]> end) {
    if (left.decrementAndGet() < 0) {
      end.complete(new byte[0]);
      return;
    }
    Outcome<Integer> write =
        outcome((value, failure) -> writeAgain(channel, bytes.clear(), left, end));
    channel.write(bytes, null, write);
  }

  @Test
  void aClosedChannelDoesNotReadOrWrite() throws Exception {
    Link link = link();
    AsynchronousSocketChannel channel = link.channel();
    channel.close();
    Outcome<Integer> read = outcome();
    channel.read(ByteBuffer.allocate(5), null, read);
    assertThat(read.failure()).isInstanceOf(ClosedChannelException.class);
    Outcome<Integer> write = outcome();
    channel.write(ByteBuffer.allocate(5), null, write);
    assertThat(write.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(failureOf(channel.read(ByteBuffer.allocate(5))))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(failureOf(channel.write(ByteBuffer.allocate(5))))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void rejectsANullHandler() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    ByteBuffer buffer = ByteBuffer.allocate(5);
    assertThatThrownBy(() -> channel.read(buffer, null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> channel.write(buffer, null, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void waitingForAFutureMayTimeOutBeforeTheOperationEnds() throws Exception {
    Link link = link();
    ByteBuffer buffer = ByteBuffer.allocateDirect(5);
    Future<Integer> read = link.channel().read(buffer);
    assertThatThrownBy(() -> read.get(5, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> get(read)).isInstanceOf(InterruptedException.class);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 9);
    assertThat(get(read)).isEqualTo(1);
    assertThat(read.get()).isEqualTo(1);
    assertThat(filled(buffer)).containsExactly(9);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, Long.MAX_VALUE})
  void aLongWaitForAFutureEndsWithTheOperation(long days) throws Exception {
    Link link = link();
    Future<Integer> read = link.channel().read(ByteBuffer.allocateDirect(5));
    CompletableFuture<Integer> waiter = fork(() -> read.get(days, TimeUnit.DAYS));
    link.send((byte) 9);
    assertThat(await(waiter)).isEqualTo(1);
  }

  @Test
  void manyConnectionsWorkSideBySide() throws Exception {
    Link[] links = new Link[50];
    for (int i = 0; i < links.length; i++) {
      links[i] = i % 2 == 0 ? link() : acceptedLink();
    }
    Outcome<?>[] reads = new Outcome<?>[links.length];
    for (int i = 0; i < links.length; i++) {
      reads[i] = pendingRead(links[i].channel());
    }
    for (int i = links.length - 1; i >= 0; i--) {
      links[i].send(new byte[1 + i]);
      assertThat(reads[i].value()).isEqualTo(1 + i);
    }
  }
}
