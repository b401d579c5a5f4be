package dev.wharf.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests the free buffers that a buffer pool keeps for one thread.
class BufferThreadTest {
  private static final int PATIENCE_SECONDS = 20;
  private static final int KEPT_BYTES = 64 << 10;

  private final BufferMemory memory = new BufferMemory(1 << 20);
  private final BufferPool pool = new BufferPool(memory);

  @AfterEach
  void everyByteIsBack() {
    pool.close();
    assertThat(memory.buffersOut()).isZero();
    assertThat(memory.bytesOut()).isZero();
    memory.claim(1 << 20);
  }

  @Test
  void usesTheLastBufferFirst() throws Exception {
    onThread(
        () -> {
          SendBuffer first = pool.acquire(100);
          SendBuffer second = pool.acquire(100);
          first.close();
          second.close();
          try (SendBuffer third = pool.acquire(200);
              SendBuffer fourth = pool.acquire(1)) {
            assertThat(third).isSameAs(second);
            assertThat(fourth).isSameAs(first);
            assertThat(third.size()).isZero();
            assertThat(third.isSealed()).isFalse();
          }
        });
  }

  @Test
  void aKeptBufferDoesNotCountAsInUse() throws Exception {
    onThread(
        () -> {
          SendBuffer one = pool.acquire(1000);
          SendBuffer other = pool.acquire(4000);
          assertThat(memory.buffersOut()).isEqualTo(2);
          assertThat(memory.bytesOut()).isEqualTo(1024 + 4096);
          other.close();
          assertThat(memory.buffersOut()).isEqualTo(1);
          assertThat(memory.bytesOut()).isEqualTo(1024);
          one.close();
          assertThat(memory.buffersOut()).isZero();
          assertThat(memory.bytesOut()).isZero();
        });
  }

  @Test
  void keepsNoMoreThanItsLimit() throws Exception {
    onThread(
        () -> {
          acquireAndRelease(200, 256);
          acquireAndRelease(200, 512);
          acquireAndRelease(200, 1024);
          acquireAndRelease(100, 2048);
          acquireAndRelease(100, 4096);
          acquireAndRelease(20, 16 << 10);
          memory.claim((1 << 20) - KEPT_BYTES);
          assertThatThrownBy(() -> memory.claim(1))
              .isInstanceOf(BufferMemoryExhaustedException.class);
          memory.unclaim((1 << 20) - KEPT_BYTES);
        });
  }

  @Test
  void theThreadThatReleasesABufferKeepsIt() throws Exception {
    AtomicReference<SendBuffer> handedOver = new AtomicReference<>();
    onThread(() -> handedOver.set(pool.acquire(10)));
    onThread(
        () -> {
          SendBuffer buffer = handedOver.get();
          buffer.close();
          try (SendBuffer again = pool.acquire(10)) {
            assertThat(again).isSameAs(buffer);
          }
        });
  }

  @Test
  void theBuffersOfAnEndedThreadAreFreeForAll() throws Exception {
    AtomicReference<SendBuffer> kept = new AtomicReference<>();
    onThread(
        () -> {
          kept.set(pool.acquire(10));
          kept.get().close();
        });
    try (SendBuffer again = pool.acquire(10)) {
      assertThat(again).isSameAs(kept.get());
    }
  }

  @Test
  void keepsBuffersOfOnePoolAlone() throws Exception {
    BufferMemory otherMemory = new BufferMemory(256);
    try (BufferPool other = new BufferPool(otherMemory)) {
      onThread(
          () -> {
            pool.acquire(1).close();
            other.acquire(1).close();
            otherMemory.claim(256);
            otherMemory.unclaim(256);
          });
    }
    assertThat(otherMemory.bytesOut()).isZero();
  }

  @Test
  void aThreadThatEndsAfterThePoolWasClosedKeepsNothing() throws Exception {
    onThread(
        () -> {
          pool.acquire(1).close();
          pool.close();
        });
  }

  private void acquireAndRelease(int count, int capacity) {
    List<SendBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buffers.add(pool.acquire(capacity));
    }
    buffers.forEach(SendBuffer::close);
  }

  private static void onThread(Runnable body) throws Exception {
    FutureTask<Void> done = new FutureTask<>(body, null);
    Thread thread = new BufferThread(done, "buffers") {};
    thread.start();
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    thread.join();
  }
}
