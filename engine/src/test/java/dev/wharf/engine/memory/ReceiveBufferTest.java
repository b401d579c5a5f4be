package dev.wharf.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveBufferTest {
  private final BufferMemory memory = new BufferMemory(1 << 20);

  @AfterEach
  void everyByteIsBack() {
    assertThat(memory.buffersOut()).isZero();
    assertThat(memory.bytesOut()).isZero();
  }

  /// Puts bytes into the buffer as a channel does. Returns the number of bytes for which the buffer
  /// had room.
  private static int receive(ReceiveBuffer buffer, int count) {
    ByteBuffer room = buffer.forReceive();
    int taken = Math.min(count, room.remaining());
    room.put(new byte[taken]);
    buffer.received(taken);
    return taken;
  }

  private static void consume(ReceiveBuffer buffer, int count) {
    ByteBuffer unread = buffer.unread();
    unread.position(unread.position() + count);
    assertThat(buffer.consumed()).isEqualTo(count);
  }

  @Test
  void growsToTheLimitAndIsFullOnlyAtTheLimit() {
    ReceiveBuffer buffer = new ReceiveBuffer(memory, 64, 200);
    int[] sizes = {64, 128, 200};
    for (int size : sizes) {
      assertThat(buffer.capacity()).isEqualTo(size);
      assertThat(buffer.isFull()).isFalse();
      assertThat(memory.bytesOut()).isEqualTo(size);
      receive(buffer, 1000);
      consume(buffer, 0);
    }
    assertThat(buffer.isFull()).isTrue();
    assertThat(buffer.unreadBytes()).isEqualTo(200);
    assertThatThrownBy(buffer::forReceive)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("200");
    consume(buffer, 1);
    assertThat(buffer.isFull()).isFalse();
    buffer.release();
  }

  @Test
  void shrinksBackWhenItHasLongBeenTooLarge() {
    ReceiveBuffer buffer = new ReceiveBuffer(memory, 64, 4096);
    while (buffer.capacity() < 4096) {
      receive(buffer, 4096);
      consume(buffer, 0);
    }
    consume(buffer, buffer.unread().remaining());
    int receives = 0;
    while (buffer.capacity() > 64 && receives++ < 1000) {
      receive(buffer, 10);
      consume(buffer, 10);
    }
    assertThat(buffer.capacity()).isEqualTo(64);
    assertThat(memory.bytesOut()).isEqualTo(64);
    assertThat(receives).as("only after many small receives").isBetween(6 * 32, 6 * 128);
    buffer.release();
  }

  @Test
  void doesNotShrinkWhileItsSizeIsNeeded() {
    ReceiveBuffer buffer = new ReceiveBuffer(memory, 64, 256);
    while (buffer.capacity() < 256) {
      receive(buffer, 256);
      consume(buffer, 0);
    }
    consume(buffer, buffer.unread().remaining());
    for (int i = 0; i < 1000; i++) {
      receive(buffer, i % 60 == 0 ? 200 : 10);
      consume(buffer, buffer.unread().remaining());
    }
    assertThat(buffer.capacity()).isEqualTo(256);
    buffer.release();
  }

  /// The buffer shrinks to half its size while it contains exactly that many bytes. A read must
  /// still find room.
  @Test
  void hasRoomForAReadAfterItHasShrunk() {
    ReceiveBuffer buffer = new ReceiveBuffer(memory, 64, 128);
    receive(buffer, 64);
    consume(buffer, 0);
    assertThat(buffer.capacity()).isEqualTo(128);
    consume(buffer, 64);
    for (int i = 0; i < 200; i++) {
      receive(buffer, 64);
      consume(buffer, 0);
      assertThat(buffer.forReceive().remaining()).isPositive();
      consume(buffer, 64);
    }
    buffer.release();
  }

  /// Puts a stream into the buffer in random pieces, and consumes it in random pieces. Compares
  /// what comes out with the stream.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void losesAndRepeatsNoByteForAnySplit(long seed) {
    Random random = new Random(seed);
    int initial = 1 + random.nextInt(100);
    int limit = initial + random.nextInt(2000);
    ReceiveBuffer buffer = new ReceiveBuffer(memory, initial, limit);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream consumed = new ByteArrayOutputStream();
    boolean small = false;
    for (int step = 0; step < 20_000; step++) {
      small = step % 500 == 0 ? random.nextBoolean() : small;
      assertThat(buffer.isFull()).isFalse();
      ByteBuffer room = buffer.forReceive();
      assertThat(room.remaining()).isPositive();
      byte[] bytes = new byte[1 + random.nextInt(Math.min(small ? 5 : 5000, room.remaining()))];
      random.nextBytes(bytes);
      sent.writeBytes(bytes);
      room.put(bytes);
      buffer.received(bytes.length);

      ByteBuffer unread = buffer.unread();
      assertThat(unread.remaining()).isEqualTo(sent.size() - consumed.size());
      boolean all = small || random.nextInt(3) == 0 || unread.remaining() == limit;
      byte[] taken = new byte[all ? unread.remaining() : random.nextInt(unread.remaining() + 1)];
      unread.get(taken);
      consumed.writeBytes(taken);
      assertThat(buffer.consumed()).isEqualTo(taken.length);
      assertThat(buffer.unreadBytes()).isEqualTo(sent.size() - consumed.size());
      assertThat(buffer.capacity()).isBetween(initial, limit);
      assertThat(memory.bytesOut()).isEqualTo(buffer.capacity());
      assertThat(memory.buffersOut()).isEqualTo(1);
    }
    byte[] all = sent.toByteArray();
    assertThat(Arrays.copyOf(all, consumed.size())).isEqualTo(consumed.toByteArray());
    assertThat(buffer.unread())
        .isEqualTo(ByteBuffer.wrap(all, consumed.size(), all.length - consumed.size()));
    buffer.release();
  }

  @Test
  void noticesAConsumerThatMovesThePositionBackOrTheLimit() {
    ReceiveBuffer buffer = new ReceiveBuffer(memory, 64, 64);
    receive(buffer, 10);
    buffer.unread().limit(5);
    assertThatThrownBy(buffer::consumed).isInstanceOf(IllegalStateException.class);
    buffer.release();
  }

  @Test
  void reportsMissingMemoryAndKeepsItsBytes() {
    BufferMemory little = new BufferMemory(100);
    ReceiveBuffer buffer = new ReceiveBuffer(little, 64, 4096);
    receive(buffer, 64);
    buffer.unread();
    assertThatThrownBy(buffer::consumed)
        .isInstanceOf(BufferMemoryExhaustedException.class)
        .hasMessageContaining("128")
        .hasMessageContaining("100");
    assertThat(little.rejections()).isEqualTo(1);
    assertThat(buffer.unreadBytes()).isEqualTo(64);
    buffer.release();
    assertThat(little.bytesOut()).isZero();
  }

  /// A buffer grows for speed, and shrinks to save memory. Without free memory it can do neither,
  /// and must still work.
  @Test
  void worksWithoutMemoryWhereItNeedsNone() {
    BufferMemory little = new BufferMemory(320);
    ReceiveBuffer buffer = new ReceiveBuffer(little, 64, 256);
    receive(buffer, 64);
    consume(buffer, 0);
    receive(buffer, 64);
    consume(buffer, 128);
    assertThat(buffer.capacity()).as("grown only as far as needed").isEqualTo(128);
    assertThatCode(
            () -> {
              BufferMemory.class.getName();
              little.claim(150);
              for (int i = 0; i < 1000; i++) {
                receive(buffer, 10);
                consume(buffer, 10);
              }
              little.unclaim(150);
            })
        .doesNotThrowAnyException();
    buffer.release();
    assertThat(little.bytesOut()).isZero();
  }

  @Test
  void rejectsInvalidSizes() {
    assertThatThrownBy(() -> new ReceiveBuffer(memory, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiveBuffer(memory, 11, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiveBuffer(new BufferMemory(10), 11, 20))
        .isInstanceOf(BufferMemoryExhaustedException.class);
  }
}
