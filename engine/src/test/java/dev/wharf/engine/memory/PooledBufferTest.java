package dev.wharf.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBufferPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PooledBufferTest {
  private final BufferMemory memory = new BufferMemory(64 << 20);
  private final BufferPool pool = new BufferPool(memory);

  @AfterEach
  void everyByteIsBack() {
    assertThat(memory.buffersOut()).isZero();
    assertThat(memory.bytesOut()).isZero();
    pool.close();
  }

  @Test
  void writesNumbersLittleEndian() {
    try (PooledBuffer packet = pool.acquire(64)) {
      packet
          .writeByte(0x101)
          .writeShortLE(0x10203)
          .writeIntLE(0x04050607)
          .writeBytes(new byte[] {9, 8, 7, 6}, 1, 2)
          .writeBytes(ByteBuffer.wrap(new byte[] {5, 4}));
      assertThat(packet.size()).isEqualTo(11);
      assertThat(packet.isSealed()).isFalse();
      packet.seal().seal();
      assertThat(packet.isSealed()).isTrue();
      assertThat(packet.size()).isEqualTo(11);
      assertThat(packet.readableView().isReadOnly()).isTrue();
      byte[] bytes = new byte[11];
      packet.readableView().get(bytes);
      assertThat(bytes).containsExactly(1, 3, 2, 7, 6, 5, 4, 8, 7, 5, 4);
      assertThat(packet.readableView().getShort(1)).isEqualTo((short) 0x0203);
    }
  }

  @Test
  void movesThePositionOfItsSource() {
    ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3}).position(1);
    try (PooledBuffer packet = pool.acquire(2)) {
      packet.writeBytes(source);
      assertThat(source.hasRemaining()).isFalse();
      assertThat(packet.size()).isEqualTo(2);
    }
  }

  @Test
  void isReadOnlyWhenSealedAndWriteOnlyBefore() {
    try (PooledBuffer packet = pool.acquire(8)) {
      assertThatThrownBy(packet::readableView).isInstanceOf(IllegalStateException.class);
      packet.writeByte(1).seal();
      assertThatThrownBy(() -> packet.writeByte(2)).isInstanceOf(IllegalStateException.class);
      assertThat(packet.size()).isEqualTo(1);
    }
  }

  @Test
  void namesTheWrittenBytesWhenThereIsNoRoom() {
    try (PooledBuffer packet = pool.acquire(256)) {
      packet.writeBytes(new byte[255], 0, 255);
      assertThatThrownBy(() -> packet.writeShortLE(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no room for 2 bytes: 255 of 256 are written");
      assertThat(packet.size()).as("no part of the number was written").isEqualTo(255);
      packet.writeByte(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 256",
    "256, 256",
    "257, 512",
    "512, 512",
    "1030, 2048",
    "4096, 4096",
    "4097, 8192",
    "32769, 65536",
    "65536, 65536",
    "65537, 65537",
    "1000000, 1000000",
    "16777216, 16777216"
  })
  void givesRoomOfTheNextClassOrExactlyAboveTheLargest(int asked, int given) {
    try (PooledBuffer packet = pool.acquire(asked)) {
      assertThat(packet.capacity()).isEqualTo(given);
      assertThat(memory.bytesOut()).isEqualTo(given);
      assertThat(memory.buffersOut()).isEqualTo(1);
      packet.writeBytes(new byte[asked], 0, asked);
      assertThat(packet.size()).isEqualTo(asked);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, SendBufferPool.MAX_CAPACITY + 1})
  void rejectsSizesThatItCannotProvide(int capacity) {
    assertThatThrownBy(() -> pool.acquire(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(capacity));
  }

  @Test
  void isFreedByItsLastHold() {
    PooledBuffer packet = pool.acquire(1);
    packet.retain();
    packet.retain();
    packet.release();
    packet.close();
    assertThat(memory.buffersOut()).isEqualTo(1);
    packet.release();
    assertThat(memory.buffersOut()).isZero();
    assertThatThrownBy(packet::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(packet::retain).isInstanceOf(IllegalStateException.class);
    assertThat(memory.buffersOut()).isZero();
    assertThat(memory.bytesOut()).isZero();
  }

  @Test
  void detectsASecondCloseAndKeepsTheBytesOfASendQueue() {
    PooledBuffer packet = pool.acquire(1);
    packet.writeByte(1).seal().retain();
    packet.close();
    assertThatThrownBy(packet::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed twice");
    assertThat(memory.buffersOut()).as("a send queue still holds the buffer").isEqualTo(1);
    packet.release();
    assertThat(memory.buffersOut()).isZero();
  }

  @Test
  void detectsTheUseOfAPacketThatAnotherCallerClosed() {
    PooledBuffer first = pool.acquire(1);
    first.close();
    PooledBuffer second = pool.acquire(1);
    assertThat(second).as("pooled").isSameAs(first);
    first.close();
    assertThatThrownBy(() -> second.writeByte(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed twice");
    assertThatThrownBy(second::close).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void comesBackFromThePoolEmptyAndWritable() {
    PooledBuffer first = pool.acquire(100);
    first.writeIntLE(-1).seal();
    ByteBuffer view = first.takeView();
    view.position(2);
    first.returnView(view);
    first.close();
    try (PooledBuffer again = pool.acquire(200)) {
      assertThat(again).as("pooled").isSameAs(first);
      assertThat(again.size()).isZero();
      assertThat(again.isSealed()).isFalse();
      again.writeByte(7).writeByte(8).writeByte(9).seal();
      ByteBuffer whole = again.takeView();
      assertThat(whole.remaining()).isEqualTo(3);
      assertThat(whole.get(0)).isEqualTo((byte) 7);
      again.returnView(whole);
    }
  }

  @Test
  void givesEachWriteAViewOfItsOwnAndUsesItAgain() {
    try (PooledBuffer packet = pool.acquire(4).writeIntLE(1).seal()) {
      ByteBuffer one = packet.takeView();
      ByteBuffer two = packet.takeView();
      assertThat(one).isNotSameAs(two);
      one.position(3);
      assertThat(two.position()).isZero();
      assertThat(one.isDirect()).isTrue();
      packet.returnView(one);
      ByteBuffer three = packet.takeView();
      assertThat(three).isSameAs(one);
      assertThat(three.remaining()).isEqualTo(4);
    }
  }

  @Test
  void countsTheBudgetExactlyAndRecoversWhenMemoryIsFree() {
    BufferMemory little = new BufferMemory(64 << 10);
    BufferPool small = new BufferPool(little);
    List<PooledBuffer> held = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      held.add(small.acquire(4096));
    }
    assertThat(little.bytesOut()).isEqualTo(64 << 10);
    assertThatThrownBy(() -> small.acquire(1))
        .isInstanceOf(BufferMemoryExhaustedException.class)
        .hasMessageContaining("256")
        .hasMessageContaining("budget of 65536 bytes");
    assertThatThrownBy(() -> small.acquire(100_000))
        .isInstanceOf(BufferMemoryExhaustedException.class);
    assertThat(little.rejections()).isEqualTo(2);
    assertThat(little.buffersOut()).isEqualTo(16);
    assertThat(little.bytesOut()).isEqualTo(64 << 10);
    held.removeLast().close();
    small.acquire(1).close();
    held.forEach(PooledBuffer::close);
    assertThat(little.buffersOut()).isZero();
    assertThat(little.bytesOut()).isZero();
    small.close();
  }

  @Test
  void neverGivesOneBufferToTwoAtATime() throws Exception {
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int mark = thread;
        done.add(executor.submit(() -> acquireAndRelease(mark)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
  }

  private void acquireAndRelease(int mark) {
    Random random = new Random(mark);
    for (int i = 0; i < 20_000; i++) {
      int size = 1 + random.nextInt(2000);
      try (PooledBuffer packet = pool.acquire(size)) {
        for (int b = 0; b < Math.min(size, 16); b++) {
          packet.writeByte(mark);
        }
        packet.seal();
        ByteBuffer bytes = packet.readableView();
        while (bytes.hasRemaining()) {
          assertThat(bytes.get() == mark).isTrue();
        }
      }
    }
  }

  @Test
  void keepsNothingOnceThePoolIsClosed() {
    PooledBuffer late = pool.acquire(1);
    pool.acquire(1).close();
    pool.close();
    late.close();
    try (PooledBuffer fresh = pool.acquire(1)) {
      assertThat(fresh).isNotSameAs(late);
    }
  }
}
