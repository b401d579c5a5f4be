package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests reads and writes with each kind of buffer.
///
/// One fact is not asserted: that an arena can be closed after a read into its buffer failed or
/// timed out. The JDK's provider keeps such an arena in use for ever.
@WithEveryGroup
class BuffersTest extends ProviderTest {
  private static final int SIZE = 10_000;

  /// The kinds of buffers. Each constant creates a buffer of exactly the given size.
  enum Kind {
    HEAP(ByteBuffer::allocate),
    DIRECT(ByteBuffer::allocateDirect),
    DIRECT_LITTLE_ENDIAN(size -> ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN)),
    HEAP_SLICE(size -> ByteBuffer.allocate(size + 20).position(7).limit(size + 7).slice()),
    DIRECT_SLICE(size -> ByteBuffer.allocateDirect(size + 20).slice(13, size)),
    HEAP_WITHIN_AN_ARRAY(size -> ByteBuffer.wrap(new byte[size + 9], 4, size).slice()),
    SHARED_ARENA(size -> Arena.ofShared().allocate(size).asByteBuffer()),
    AUTOMATIC_ARENA(size -> Arena.ofAuto().allocate(size).asByteBuffer()),
    GLOBAL_ARENA(size -> Arena.global().allocate(size).asByteBuffer());

    private final IntFunction<ByteBuffer> maker;

    Kind(IntFunction<ByteBuffer> maker) {
      this.maker = maker;
    }

    ByteBuffer make(int size) {
      return maker.apply(size);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsInto(Kind kind) throws Exception {
    Link link = link();
    ByteBuffer buffer = kind.make(SIZE);
    link.send(bytes(SIZE, 1));
    while (buffer.hasRemaining()) {
      Outcome<Integer> read = outcome();
      int before = buffer.position();
      link.channel().read(buffer, null, read);
      assertThat(buffer.limit()).isEqualTo(SIZE);
      assertThat(before + read.value()).isEqualTo(buffer.position());
    }
    assertThat(filled(buffer)).isEqualTo(bytes(SIZE, 1));
  }

  @ParameterizedTest
  @EnumSource
  void writesFrom(Kind kind) throws Exception {
    Link link = link();
    ByteBuffer buffer = kind.make(SIZE).put(bytes(SIZE, 2)).flip();
    writeFully(link.channel(), buffer);
    assertThat(link.receive(SIZE)).isEqualTo(bytes(SIZE, 2));
    writeFully(link.channel(), buffer.flip().asReadOnlyBuffer());
    assertThat(link.receive(SIZE)).isEqualTo(bytes(SIZE, 2));
    assertThat(buffer.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void leavesWhatIsOutsideOfPositionAndLimitAlone(Kind kind) throws Exception {
    Link link = link();
    ByteBuffer buffer = kind.make(100);
    for (int i = 0; i < 100; i++) {
      buffer.put(i, (byte) 0x5A);
    }
    buffer.position(40).limit(60);
    link.send(new byte[50]);
    while (buffer.hasRemaining()) {
      get(link.channel().read(buffer));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(buffer.clear().get(i)).isEqualTo((byte) (i < 40 || i >= 60 ? 0x5A : 0));
    }
  }

  @Test
  void rejectsAReadIntoAReadOnlyBuffer() throws Exception {
    AsynchronousSocketChannel channel = link().channel();
    Outcome<Integer> never = never();
    Outcome<Long> neither = never();
    for (Kind kind : Kind.values()) {
      ByteBuffer buffer = kind.make(10).asReadOnlyBuffer();
      ByteBuffer[] two = {ByteBuffer.allocate(10), buffer};
      assertThatThrownBy(() -> channel.read(buffer)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.read(buffer, null, never))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.read(two, 0, 2, 0, TimeUnit.SECONDS, null, neither))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(get(channel.write(direct((byte) 1)))).isEqualTo(1);
  }

  /// The memory of a confined arena belongs to one thread, and channels use other threads, too. By
  /// the documentation of `MemorySegment.asByteBuffer`, such an operation fails with
  /// `IllegalStateException`.
  @Test
  void rejectsTheBuffersOfAConfinedArena() throws Exception {
    Link link = link();
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(10).asByteBuffer();
      Outcome<Integer> read = outcome();
      link.channel().read(buffer, null, read);
      assertThat(read.failure()).isInstanceOf(IllegalStateException.class);
      Outcome<Integer> write = outcome();
      link.channel().write(buffer, null, write);
      assertThat(write.failure()).isInstanceOf(IllegalStateException.class);
      assertThat(failureOf(link.channel().read(buffer)))
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
    }
    assertWorks(link);
  }

  @Test
  void rejectsTheBuffersOfAClosedArena() throws Exception {
    Link link = link();
    ByteBuffer buffer;
    try (Arena arena = Arena.ofShared()) {
      buffer = arena.allocate(10).asByteBuffer();
    }
    Outcome<Integer> read = outcome();
    link.channel().read(buffer, null, read);
    assertThat(read.failure()).isInstanceOf(IllegalStateException.class);
    Outcome<Integer> write = outcome();
    link.channel().write(buffer, null, write);
    assertThat(write.failure()).isInstanceOf(IllegalStateException.class);
    assertWorks(link);
  }

  @Test
  void anArenaCannotBeClosedWhileItsBufferIsReadInto() throws Exception {
    Link link = link();
    Arena arena = Arena.ofShared();
    ByteBuffer buffer = arena.allocate(10).asByteBuffer();
    for (int i = 1; i <= 3; i++) {
      Outcome<Integer> read = outcome();
      link.channel().read(buffer.clear(), null, read);
      assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
      link.send((byte) i);
      assertThat(read.value()).isEqualTo(1);
      assertThat(buffer.get(0)).isEqualTo((byte) i);
    }
    arena.close();
    assertThat(arena.scope().isAlive()).isFalse();
    assertWorks(link);
  }

  @Test
  void anArenaCannotBeClosedWhileAFutureReadsIntoItsBuffer() throws Exception {
    Link link = link();
    Arena arena = Arena.ofShared();
    Future<Integer> read = link.channel().read(arena.allocate(10).asByteBuffer());
    assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
    link.send((byte) 1);
    assertThat(get(read)).isEqualTo(1);
    arena.close();
    assertWorks(link);
  }

  @Test
  void noneOfTheArenasCanBeClosedWhileTheirBuffersAreScatteredInto() throws Exception {
    Link link = link();
    Arena first = Arena.ofShared();
    Arena second = Arena.ofShared();
    ByteBuffer[] buffers = {
      first.allocate(1).asByteBuffer(),
      second.allocate(1).asByteBuffer(),
      ByteBuffer.allocate(1),
      first.allocate(1).asByteBuffer()
    };
    Outcome<Long> read = outcome();
    link.channel().read(buffers, 0, 4, 0, TimeUnit.SECONDS, null, read);
    assertThatThrownBy(first::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(second::close).isInstanceOf(IllegalStateException.class);
    link.send((byte) 1);
    assertThat(read.value()).isEqualTo(1);
    first.close();
    second.close();
    assertWorks(link);
  }

  @Test
  void anArenaCanBeClosedOnceItsBufferIsWritten() throws Exception {
    Link link = link();
    try (Arena arena = Arena.ofShared()) {
      ByteBuffer buffer = arena.allocate(10).asByteBuffer();
      Outcome<Integer> write = outcome();
      link.channel().write(buffer, null, write);
      assertThat(write.value()).isEqualTo(10);
    }
    assertThat(link.receive(10)).isEqualTo(new byte[10]);
  }

  @Test
  void oneBufferMayBeWrittenByManyChannelsThroughDuplicates() throws Exception {
    ByteBuffer shared = direct(bytes(SIZE, 3));
    Link[] links = {link(), link(), acceptedLink()};
    for (Link link : links) {
      Outcome<Integer> write = outcome();
      link.channel().write(shared.duplicate(), null, write);
      assertThat(write.value()).isPositive();
    }
    for (Link link : links) {
      assertThat(link.receive(100)).isEqualTo(Arrays.copyOf(bytes(SIZE, 3), 100));
    }
    assertThat(shared.position()).isZero();
  }
}
