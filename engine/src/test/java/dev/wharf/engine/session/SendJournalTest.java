package dev.wharf.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.EngineFixture;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendJournal;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.memory.PooledBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests what the journal of a send queue learns.
@Tag(EngineFixture.ONCE)
class SendJournalTest {
  private final BufferMemory memory = new BufferMemory(1 << 20);
  private final BufferPool pool = new BufferPool(memory);
  private final SendQueue queue = new SendQueue(SendQueueLimits.of(8, 64 << 10), () -> {});
  private final Keeping journal = new Keeping();

  /// Keeps all packets. The first byte of a packet is its name.
  private static final class Keeping implements SendJournal {
    final List<String> told = new ArrayList<>();
    final List<SendBuffer> kept = new ArrayList<>();

    @Override
    public void onGathered(SendBuffer packet) {
      keep("gathered ", packet);
    }

    @Override
    public void onUnsent(SendBuffer packet) {
      keep("unsent ", packet);
    }

    private void keep(String how, SendBuffer packet) {
      told.add(how + (char) packet.byteAt(0));
      packet.retain();
      kept.add(packet);
    }

    void forget() {
      kept.forEach(SendBuffer::release);
      kept.clear();
    }
  }

  @AfterEach
  void everyBufferIsBack() {
    queue.clear();
    journal.forget();
    assertThat(memory.buffersOut()).isZero();
    pool.close();
  }

  private void send(char name, int size, SendPolicy policy) {
    try (PooledBuffer packet = pool.acquire(size).writeByte(name)) {
      for (int i = 1; i < size; i++) {
        packet.writeByte(0);
      }
      var _ = queue.offer(packet.seal(), policy);
    }
  }

  private void write() {
    for (int count = queue.nextWrite(); count > 0; count = queue.nextWrite()) {
      for (int i = 0; i < count; i++) {
        var view = queue.views()[i];
        view.position(view.limit());
      }
      int _ = queue.written();
    }
  }

  @Test
  void learnsTheOrderOfTheWritesOfSmallAndLargePackets() {
    queue.journal(journal);
    send('a', 10, SendPolicy.KEEP);
    send('b', 10, SendPolicy.KEEP);
    send('c', 5_000, SendPolicy.KEEP);
    send('d', 10, SendPolicy.KEEP);
    write();
    assertThat(journal.told)
        .containsExactly("gathered a", "gathered b", "gathered c", "gathered d");
    assertThat(journal.kept)
        .as("the bytes of kept packets stay")
        .extracting(packet -> (char) packet.byteAt(0))
        .containsExactly('a', 'b', 'c', 'd');
  }

  @Test
  void learnsOfThePacketsThatWaitedBeforeItWasSet() {
    send('a', 10, SendPolicy.KEEP);
    queue.journal(journal);
    send('b', 10, SendPolicy.KEEP);
    write();
    assertThat(journal.told).containsExactly("gathered a", "gathered b");
  }

  @Test
  void learnsNothingOfReplacedAndDroppedPackets() {
    queue.journal(journal);
    send('a', 10, SendPolicy.latestOnly(1));
    send('b', 10, SendPolicy.latestOnly(1));
    for (char name = 'c'; name <= 'f'; name++) {
      send(name, 10, SendPolicy.KEEP);
    }
    send('g', 10, SendPolicy.DROP_NEWEST);
    write();
    assertThat(journal.told)
        .containsExactly("gathered b", "gathered c", "gathered d", "gathered e", "gathered f");
  }

  @Test
  void learnsWhichPacketsWereNotSentWhenTheQueueIsAbandoned() {
    queue.journal(journal);
    send('a', 5_000, SendPolicy.KEEP);
    assertThat(queue.nextWrite()).isEqualTo(1);
    send('b', 10, SendPolicy.KEEP);
    send('c', 10, SendPolicy.KEEP);
    queue.abandon();
    queue.clear();
    assertThat(journal.told).containsExactly("gathered a", "unsent b", "unsent c");
    assertThat(journal.kept)
        .extracting(packet -> (char) packet.byteAt(0))
        .containsExactly('a', 'b', 'c');
  }
}
