package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests reading into and writing from several buffers at once.
///
/// One fact is not asserted: a scattering read into buffers that are all full. The JDK's provider
/// waits for bytes and reads none of them, or returns 0 at once; this depends on a system property.
/// The documentation does not say which is right.
@WithEveryGroup
class ScatterGatherTest extends ProviderTest {
  private Outcome<Long> read(
      AsynchronousSocketChannel channel, ByteBuffer[] buffers, int offset, int length) {
    Outcome<Long> read = outcome();
    channel.read(buffers, offset, length, 0, TimeUnit.SECONDS, "attached", read);
    return read;
  }

  private Outcome<Long> write(
      AsynchronousSocketChannel channel, ByteBuffer[] buffers, int offset, int length) {
    Outcome<Long> write = outcome();
    channel.write(buffers, offset, length, 0, TimeUnit.SECONDS, "attached", write);
    return write;
  }

  private static ByteBuffer[] buffers(int... sizes) {
    return Arrays.stream(sizes).mapToObj(ByteBuffer::allocateDirect).toArray(ByteBuffer[]::new);
  }

  @Test
  void gathersInOrder() throws Exception {
    Link link = link();
    ByteBuffer[] three = {
      direct((byte) 1, (byte) 2),
      ByteBuffer.wrap(new byte[] {3, 4, 5}).asReadOnlyBuffer(),
      ByteBuffer.wrap(new byte[] {0, 6, 7, 0}, 1, 2)
    };
    Outcome<Long> write = write(link.channel(), three, 0, 3);
    assertThat(write.value()).isEqualTo(7);
    assertThat(write.attachment()).isEqualTo("attached");
    assertThat(three).noneMatch(ByteBuffer::hasRemaining);
    assertThat(link.receive(7)).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void gathersOnlyTheGivenRangeOfBuffers() throws Exception {
    Link link = link();
    ByteBuffer[] four = {
      direct((byte) 1), direct((byte) 2), ByteBuffer.wrap(new byte[] {3}), direct((byte) 4)
    };
    assertThat(write(link.channel(), four, 1, 2).value()).isEqualTo(2);
    assertThat(link.receive(2)).containsExactly(2, 3);
    assertThat(four[0].remaining()).isEqualTo(1);
    assertThat(four[3].remaining()).isEqualTo(1);
  }

  @Test
  void gathersAlsoWhenSomeBuffersAreEmpty() throws Exception {
    Link link = link();
    ByteBuffer[] some = {
      ByteBuffer.allocate(0), direct((byte) 1), ByteBuffer.allocateDirect(0), direct((byte) 2)
    };
    assertThat(write(link.channel(), some, 0, 4).value()).isEqualTo(2);
    assertThat(link.receive(2)).containsExactly(1, 2);
    assertThat(write(link.channel(), some, 0, 4).value()).isZero();
    assertThat(write(link.channel(), some, 2, 0).value()).isZero();
    assertWorks(link);
  }

  @Test
  void scattersInOrderAndFillsEachBufferBeforeTheNext() throws Exception {
    Link link = link();
    link.send(bytes(10, 1));
    ByteBuffer[] four = {
      ByteBuffer.allocateDirect(4).position(1), ByteBuffer.allocate(0),
      ByteBuffer.allocate(5), ByteBuffer.allocateDirect(8)
    };
    Outcome<Long> read = read(link.channel(), four, 0, 4);
    long count = read.value();
    assertThat(count).isBetween(1L, 10L);
    assertThat(read.attachment()).isEqualTo("attached");
    while (count < 10) {
      count += read(link.channel(), four, 0, 4).value();
    }
    byte[] sent = bytes(10, 1);
    assertThat(Arrays.copyOfRange(filled(four[0]), 1, 4)).isEqualTo(Arrays.copyOf(sent, 3));
    assertThat(filled(four[2])).isEqualTo(Arrays.copyOfRange(sent, 3, 8));
    assertThat(filled(four[3])).isEqualTo(Arrays.copyOfRange(sent, 8, 10));
  }

  @Test
  void scattersOnlyIntoTheGivenRangeOfBuffers() throws Exception {
    Link link = link();
    Outcome<Long> read;
    ByteBuffer[] three = buffers(2, 2, 2);
    link.send((byte) 1, (byte) 2, (byte) 3);
    read = read(link.channel(), three, 1, 1);
    assertThat(read.value()).isEqualTo(2);
    assertThat(filled(three[1])).containsExactly(1, 2);
    assertThat(three[0].position() + three[2].position()).isZero();
  }

  @Test
  void aScatteringReadWaitsForBytesAndReportsTheEnd() throws Exception {
    Link link = link();
    ByteBuffer[] two = buffers(1, 100);
    Outcome<Long> read = read(link.channel(), two, 0, 2);
    assertThat(read.isDone()).isFalse();
    link.send((byte) 1, (byte) 2);
    link.peer().shutdownOutput();
    assertThat(read.value()).isBetween(1L, 2L);
    while (two[0].position() + two[1].position() < 2) {
      assertThat(read(link.channel(), two, 0, 2).value()).isPositive();
    }
    assertThat(read(link.channel(), two, 0, 2).value()).isEqualTo(-1);
  }

  /// Linux takes at most 1024 buffers in one system call.
  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 3000})
  void takesMoreBuffersThanTheSystemDoes(int count) throws Exception {
    Link link = link();
    byte[] sent = bytes(count, 8);
    ByteBuffer[] sources = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      sources[i] = i % 2 == 0 ? direct(sent[i]) : ByteBuffer.wrap(sent, i, 1);
    }
    int written = 0;
    while (written < count) {
      written += Math.toIntExact(write(link.channel(), sources, written, count - written).value());
      assertThat(sources[written - 1].hasRemaining()).isFalse();
    }
    assertThat(link.receive(count)).isEqualTo(sent);

    link.send(sent);
    ByteBuffer[] targets = buffers(new int[count]);
    Arrays.setAll(targets, i -> i % 2 == 0 ? ByteBuffer.allocate(1) : ByteBuffer.allocateDirect(1));
    int read = 0;
    while (read < count) {
      read += Math.toIntExact(read(link.channel(), targets, read, count - read).value());
    }
    for (int i = 0; i < count; i++) {
      assertThat(targets[i].get(0)).isEqualTo(sent[i]);
    }
  }

  @Test
  void aLargeGatheringWriteContinuesWhereItStopped() throws Exception {
    Link link = narrowLink();
    byte[] sent = bytes(300_000, 9);
    ByteBuffer[] parts = new ByteBuffer[30];
    for (int i = 0; i < parts.length; i++) {
      ByteBuffer part = ByteBuffer.wrap(sent, i * 10_000, 10_000);
      parts[i] = i % 3 == 0 ? part : ByteBuffer.allocateDirect(10_000).put(part).flip();
    }
    CompletableFuture<Void> written =
        fork(
            () -> {
              writeAll(link.channel(), parts);
              return null;
            });
    assertThat(link.receive(sent.length)).isEqualTo(sent);
    await(written);
    assertThat(parts).noneMatch(ByteBuffer::hasRemaining);
  }

  private void writeAll(AsynchronousSocketChannel channel, ByteBuffer[] parts) {
    while (parts[parts.length - 1].hasRemaining()) {
      write(channel, parts, 0, parts.length).value();
    }
  }

  @Test
  void rejectsARangeOutsideTheArray() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    ByteBuffer[] two = buffers(1, 1);
    for (int[] range : new int[][] {{-1, 1}, {0, 3}, {2, 1}, {0, -1}, {3, 0}}) {
      assertThatThrownBy(
              () -> channel.read(two, range[0], range[1], 0, TimeUnit.SECONDS, null, never()))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(
              () -> channel.write(two, range[0], range[1], 0, TimeUnit.SECONDS, null, never()))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> channel.read(two, 0, 2, 0, TimeUnit.SECONDS, null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> channel.write(two, 0, 2, 0, TimeUnit.SECONDS, null, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void onlyOneReadAndOneWriteArePending() throws Exception {
    Link link = narrowLink();
    Outcome<Long> read = read(link.channel(), buffers(1, 1), 0, 2);
    assertThatThrownBy(() -> link.channel().read(ByteBuffer.allocate(1)))
        .isInstanceOf(ReadPendingException.class);
    assertThatThrownBy(
            () -> link.channel().read(buffers(1), 0, 1, 0, TimeUnit.SECONDS, null, never()))
        .isInstanceOf(ReadPendingException.class);
    pendingWrite(link.channel());
    assertThatThrownBy(
            () -> link.channel().write(buffers(1), 0, 1, 0, TimeUnit.SECONDS, null, never()))
        .isInstanceOf(WritePendingException.class);
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
  }

  @Test
  void aClosedChannelNeitherScattersNorGathers() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    channel.close();
    assertThat(read(channel, buffers(1), 0, 1).failure())
        .isInstanceOf(ClosedChannelException.class);
    assertThat(write(channel, buffers(1), 0, 1).failure())
        .isInstanceOf(ClosedChannelException.class);
  }
}
