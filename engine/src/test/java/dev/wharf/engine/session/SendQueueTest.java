package dev.wharf.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.EngineFixture;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.memory.PooledBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(EngineFixture.ONCE)
class SendQueueTest {
  private static final int FILLING = 127;

  private final BufferMemory memory = new BufferMemory(64 << 20);
  private final BufferPool pool = new BufferPool(memory);
  private final AtomicInteger timesSlow = new AtomicInteger();

  /// The limits of this queue are 8 packets and 4 KiB. The queue turns slow at 4 packets or 2 KiB,
  /// and stays slow until it has at most 2 packets and 1 KiB.
  private final SendQueue queue = queue(SendQueueLimits.of(8, 4096));

  @AfterEach
  void everyBufferIsBack() {
    queue.clear();
    assertThat(memory.buffersOut()).isZero();
    assertThat(memory.bytesOut()).isZero();
    pool.close();
  }

  private SendQueue queue(SendQueueLimits limits) {
    return new SendQueue(limits, timesSlow::incrementAndGet);
  }

  private PooledBuffer packet(int size, int first) {
    PooledBuffer packet = pool.acquire(size).writeByte(first);
    for (int i = 1; i < size; i++) {
      packet.writeByte(FILLING);
    }
    return packet.seal();
  }

  private SendQueue.Offer offer(int size, int first, SendPolicy policy) {
    try (PooledBuffer packet = packet(size, first)) {
      return queue.offer(packet, policy);
    }
  }

  /// Writes all packets of the queue, as to a channel that takes everything. Returns the first byte
  /// of each packet; checks that all other bytes are [#FILLING].
  private List<Integer> writeAll() {
    List<Integer> written = new ArrayList<>();
    for (int count = queue.nextWrite(); count > 0; count = queue.nextWrite()) {
      int before = written.size();
      for (int i = 0; i < count; i++) {
        firstBytes(queue.views()[i], written);
      }
      assertThat(queue.written()).isEqualTo(written.size() - before);
    }
    return written;
  }

  private static void firstBytes(ByteBuffer view, List<Integer> written) {
    while (view.hasRemaining()) {
      int next = view.get();
      if (next != FILLING) {
        written.add(next);
      }
    }
  }

  @Test
  void makesTheFirstSenderTheWriterUntilNothingIsLeft() {
    assertThat(offer(10, 1, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.QUEUED_BECAME_WRITER);
    assertThat(offer(10, 2, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.QUEUED);
    assertThat(writeAll()).containsExactly(1, 2);
    assertThat(offer(10, 3, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.QUEUED_BECAME_WRITER);
  }

  @Test
  void overflowsAtTheLimitOfPacketsAndOfBytes() {
    for (int i = 0; i < 8; i++) {
      offer(1, i, SendPolicy.KEEP);
    }
    assertThat(offer(1, 9, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.OVERFLOWED);
    assertThat(queue.packets()).isEqualTo(8);
    writeAll();
    offer(2048, 1, SendPolicy.KEEP);
    offer(2048, 2, SendPolicy.KEEP);
    assertThat(offer(1, 3, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.OVERFLOWED);
    assertThat(queue.bytes()).isEqualTo(4096);
    assertThat(writeAll()).containsExactly(1, 2);
  }

  /// A packet of 1,030 bytes is in a buffer of 2 KiB. The limit counts the sizes of the buffers.
  @ParameterizedTest
  @CsvSource({"1030, 2048", "1, 256", "257, 512", "4097, 8192"})
  void countsWhatItsBuffersHoldAndNotWhatIsInThem(int size, int held) {
    SendQueue tested = queue(SendQueueLimits.of(1000, 16 * held));
    for (int i = 0; i < 16; i++) {
      try (PooledBuffer packet = packet(size, i)) {
        assertThat(tested.offer(packet, SendPolicy.KEEP)).isNotEqualTo(SendQueue.Offer.OVERFLOWED);
      }
    }
    assertThat(tested.bytes()).isEqualTo(16 * held);
    assertThat(memory.bytesOut()).isEqualTo(16 * held);
    try (PooledBuffer packet = packet(1, 1)) {
      assertThat(tested.offer(packet, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.OVERFLOWED);
    }
    tested.clear();
  }

  @Test
  void countsABufferThatIsSharedInFullInEachQueue() {
    SendQueue other = queue(SendQueueLimits.of(8, 4096));
    try (PooledBuffer packet = packet(1030, 1)) {
      queue.offer(packet, SendPolicy.KEEP);
      other.offer(packet, SendPolicy.KEEP);
    }
    assertThat(queue.bytes()).isEqualTo(2048);
    assertThat(other.bytes()).isEqualTo(2048);
    assertThat(memory.bytesOut()).isEqualTo(2048);
    other.clear();
  }

  /// Several queues share the buffer of a packet. A queue must count the other holders' parts of
  /// this buffer, while the packet is in flight and while it waits.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countsTheMemoryThatItSharesWithOtherOwners(boolean inFlight) {
    SendQueue second = queue(SendQueueLimits.of(8, 4096));
    SendQueue third = queue(SendQueueLimits.of(8, 4096));
    offer(300, 1, SendPolicy.KEEP);
    try (PooledBuffer packet = packet(1030, 2)) {
      for (SendQueue each : List.of(queue, second, third)) {
        each.offer(packet, SendPolicy.latestOnly(1));
      }
      assertThat(queue.sharedBytes()).as("with the sender").isEqualTo(2048 * 3 / 4);
    }
    if (inFlight) {
      assertThat(queue.nextWrite()).isEqualTo(2);
    }
    third.clear();
    assertThat(queue.sharedBytes()).isEqualTo(1024);
    assertThat(second.sharedBytes()).isEqualTo(1024);
    second.clear();
    assertThat(queue.sharedBytes()).isZero();
    assertThat(queue.bytes()).isEqualTo(512 + 2048);
  }

  /// Five packets of 256 bytes take 1,280 bytes, which is the limit. One buffer for all five would
  /// take 2 KiB.
  @Test
  void doesNotMergePacketsWhenTheCopyWouldExceedTheLimit() {
    SendQueue tested = queue(SendQueueLimits.of(8, 5 * 256));
    for (int i = 0; i < 5; i++) {
      try (PooledBuffer packet = packet(256, i)) {
        tested.offer(packet, SendPolicy.KEEP);
      }
    }
    assertThat(tested.nextWrite()).isEqualTo(5);
    assertThat(tested.bytes()).isEqualTo(5 * 256);
    tested.clear();
  }

  @Test
  void turnsSlowAtTheHighMarkAndBackAtTheLowMarkOnly() {
    SendQueue tested = queue(SendQueueLimits.of(8, 1 << 20));
    for (int i = 0; i < 3; i++) {
      offerLarge(tested);
    }
    assertThat(tested.isSlow()).isFalse();
    offerLarge(tested);
    assertThat(tested.isSlow()).isTrue();
    writeOne(tested);
    assertThat(tested.isSlow()).as("3 packets: below the high mark, above the low").isTrue();
    writeOne(tested);
    assertThat(tested.isSlow()).as("2 packets: at the low mark").isFalse();
    offerLarge(tested);
    assertThat(tested.isSlow()).as("3 packets, coming from below").isFalse();
    assertThat(timesSlow).hasValue(1);
    offerLarge(tested);
    assertThat(tested.isSlow()).isTrue();
    assertThat(timesSlow).hasValue(2);
    tested.clear();
  }

  private void offerLarge(SendQueue tested) {
    try (PooledBuffer packet = packet(SendQueue.SMALL_BYTES + 1, 1)) {
      tested.offer(packet, SendPolicy.KEEP);
    }
  }

  @Test
  void turnsSlowByBytesToo() {
    offer(1024, 1, SendPolicy.KEEP);
    offer(512, 2, SendPolicy.KEEP);
    assertThat(queue.isSlow()).isFalse();
    offer(300, 3, SendPolicy.KEEP);
    assertThat(queue.isSlow()).isTrue();
    writeAll();
    assertThat(queue.isSlow()).isFalse();
  }

  private static void writeOne(SendQueue tested) {
    assertThat(tested.nextWrite()).isPositive();
    tested.views()[0].position(tested.views()[0].limit());
    assertThat(tested.written()).isEqualTo(1);
  }

  @Test
  void copiesSmallPacketsIntoOneWriteAndCountsThemUntilItIsWritten() {
    for (int i = 0; i < 4; i++) {
      offer(10 + i, i, SendPolicy.KEEP);
    }
    long packetsOut = memory.buffersOut();
    assertThat(queue.nextWrite()).isEqualTo(1);
    assertThat(memory.buffersOut()).as("released once copied").isEqualTo(packetsOut - 3);
    assertThat(queue.packets()).isEqualTo(4);
    assertThat(queue.bytes()).isEqualTo(256);
    queue.views()[0].position(45);
    assertThat(queue.written()).isZero();
    assertThat(queue.packets()).isEqualTo(4);
    assertThat(queue.isSlow()).isTrue();
    assertThat(queue.nextWrite()).isEqualTo(1);
    assertThat(queue.views()[0].remaining()).isEqualTo(1);
    queue.views()[0].position(46);
    assertThat(queue.written()).isEqualTo(4);
    assertThat(queue.packets()).isZero();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void gathersLargePacketsAsTheyAreAndStopsCopyingAtTheFirst() {
    SendQueue tested = queue(SendQueueLimits.of(8, 1 << 20));
    offerLarge(tested);
    for (int size : new int[] {1, 2, SendQueue.SMALL_BYTES + 1, 3}) {
      try (PooledBuffer packet = packet(size, 2)) {
        tested.offer(packet, SendPolicy.KEEP);
      }
    }
    assertThat(tested.nextWrite()).as("the first is large").isEqualTo(5);
    tested.views()[0].position(SendQueue.SMALL_BYTES + 1);
    assertThat(tested.written()).isEqualTo(1);
    tested.clear();
  }

  @Test
  void mergesNoMoreThanABufferHolds() {
    SendQueue tested = queue(SendQueueLimits.of(64, 1 << 20));
    int full = SendQueue.MAX_MERGED_BYTES / SendQueue.SMALL_BYTES;
    for (int i = 0; i < full + 1; i++) {
      try (PooledBuffer packet = packet(SendQueue.SMALL_BYTES, i)) {
        tested.offer(packet, SendPolicy.KEEP);
      }
    }
    assertThat(tested.nextWrite()).isEqualTo(2);
    assertThat(tested.views()[0].remaining()).isEqualTo(SendQueue.MAX_MERGED_BYTES);
    assertThat(tested.views()[1].remaining()).isEqualTo(SendQueue.SMALL_BYTES);
    tested.clear();
  }

  /// Small packets are copied into one buffer to save writes. When there is no memory for this
  /// buffer, the packets must be written one by one.
  @Test
  void gathersSmallPacketsWhenThereIsNoMemoryToCopyThem() {
    BufferMemory tight = new BufferMemory(512);
    try (BufferPool two = new BufferPool(tight)) {
      for (int i = 0; i < 2; i++) {
        try (PooledBuffer packet = two.acquire(1).writeByte(i)) {
          queue.offer(packet.seal(), SendPolicy.KEEP);
        }
      }
      assertThat(queue.nextWrite()).isEqualTo(2);
      assertThat(writeAll()).containsExactly(0, 1);
      assertThat(tight.buffersOut()).isZero();
    }
  }

  @Test
  void dropsTheNewestAboveTheHighMarkAlone() {
    for (int i = 0; i < 4; i++) {
      assertThat(offer(1, i, SendPolicy.DROP_NEWEST)).isNotEqualTo(SendQueue.Offer.DROPPED);
    }
    assertThat(offer(1, 4, SendPolicy.DROP_NEWEST)).isEqualTo(SendQueue.Offer.DROPPED);
    assertThat(offer(1, 5, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.QUEUED);
    assertThat(writeAll()).containsExactly(0, 1, 2, 3, 5);
  }

  @Test
  void keepsOnlyTheLatestOfEachKeyThatWaits() {
    assertThat(offer(1, 1, SendPolicy.latestOnly(7)))
        .isEqualTo(SendQueue.Offer.QUEUED_BECAME_WRITER);
    assertThat(offer(1, 2, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(queue.isSlow()).isFalse();
    assertThat(queue.packets()).isEqualTo(1);
    assertThat(queue.bytes()).isEqualTo(256);
    assertThat(writeAll()).containsExactly(2);
  }

  /// A newer packet must not leave before a packet of another policy that was queued before it. For
  /// example, a newer snapshot mentions a player, so the packet that says that this player enters
  /// must leave first.
  @Test
  void aNewerPacketDoesNotOvertakePacketsQueuedBeforeIt() {
    offer(1, 1, SendPolicy.latestOnly(7));
    offer(1, 2, SendPolicy.KEEP);
    offer(2, 3, SendPolicy.latestOnly(8));
    offer(1, 4, SendPolicy.KEEP);
    assertThat(offer(300, 5, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(queue.bytes()).isEqualTo(3 * 256 + 512);
    assertThat(offer(1, 6, SendPolicy.latestOnly(8))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(offer(1, 7, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(queue.packets()).isEqualTo(4);
    assertThat(writeAll()).containsExactly(2, 4, 7, 6);
  }

  /// The enter packet (50) is queued behind a snapshot of key 1. Newer snapshots of key 1 must not
  /// leave before the enter packet. Snapshots of other keys may be before and behind the enter
  /// packet.
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 3", "5, 7"})
  void anEnterPacketLeavesBeforeTheNewerSnapshot(int keysBefore, int keysBehind) {
    SendQueue tested = queue(SendQueueLimits.of(100, 1 << 20));
    List<Integer> expected = new ArrayList<>();
    offer(tested, 1, SendPolicy.latestOnly(1));
    for (int key = 2; key < 2 + keysBefore; key++) {
      offer(tested, key, SendPolicy.latestOnly(key));
      expected.add(key);
    }
    offer(tested, 50, SendPolicy.KEEP);
    expected.add(50);
    for (int key = 20; key < 20 + keysBehind; key++) {
      offer(tested, key, SendPolicy.latestOnly(key));
      expected.add(key);
    }
    offer(tested, 60, SendPolicy.latestOnly(1));
    offer(tested, 61, SendPolicy.latestOnly(1));
    expected.add(61);
    writeAll(tested, expected);
  }

  /// Each tick offers a packet of each key, always in the same order, and writes only some packets.
  /// Each key must be written again within a bounded number of ticks.
  @ParameterizedTest
  @CsvSource({"32, 16", "33, 16", "100, 1", "20, 7"})
  void noKeyStarvesWhenThePeerTakesFewerThanAreSent(int keys, int takenPerTick) {
    SendQueue tested = queue(SendQueueLimits.of(256, 1 << 20));
    Map<Integer, Integer> lastLeft = new LinkedHashMap<>();
    int ticksForAll = 2 + (keys + SendQueue.MAX_GATHER) / takenPerTick;
    for (int tick = 0; tick < 5 * ticksForAll; tick++) {
      for (int key = 0; key < keys; key++) {
        offer(tested, key, SendPolicy.latestOnly(key));
      }
      for (int key : takeSome(tested, takenPerTick)) {
        lastLeft.put(key, tick);
      }
      if (tick >= ticksForAll) {
        int oldest = tick - ticksForAll;
        assertThat(lastLeft).as("tick %d", tick).hasSize(keys);
        assertThat(lastLeft.values()).allMatch(left -> left >= oldest);
      }
    }
    tested.clear();
  }

  /// Writes the given number of packets. Returns the first byte of each packet.
  private static List<Integer> takeSome(SendQueue tested, int most) {
    List<Integer> taken = new ArrayList<>();
    while (taken.size() < most) {
      int count = Math.min(most - taken.size(), tested.nextWrite());
      for (int i = 0; i < count; i++) {
        firstBytes(tested.views()[i], taken);
      }
      assertThat(tested.written()).isEqualTo(count);
    }
    return taken;
  }

  /// Offers a packet that is too large to be merged.
  private void offer(SendQueue tested, int first, SendPolicy policy) {
    try (PooledBuffer packet = packet(SendQueue.SMALL_BYTES + 1, first)) {
      tested.offer(packet, policy);
    }
  }

  /// The queue turns slow at 2 KiB.
  @ParameterizedTest
  @CsvSource({"2048", "1025", "4096"})
  void turnsSlowWhenALargerPacketReplacesASmallOne(int size) {
    offer(256, 1, SendPolicy.latestOnly(7));
    assertThat(queue.isSlow()).isFalse();
    assertThat(offer(size, 2, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(queue.isSlow()).isTrue();
    assertThat(timesSlow).hasValue(1);
    assertThat(offer(1, 3, SendPolicy.DROP_NEWEST)).isEqualTo(SendQueue.Offer.DROPPED);
  }

  @Test
  void doesNotReplaceAPacketInFlight() {
    offer(1, 1, SendPolicy.latestOnly(7));
    assertThat(queue.nextWrite()).isEqualTo(1);
    assertThat(offer(1, 2, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.QUEUED);
    offer(1, 10, SendPolicy.KEEP);
    assertThat(offer(1, 3, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(writeAll()).containsExactly(1, 10, 3);
  }

  /// Packets that were merged into one buffer count as in flight, even after the channel took only
  /// a part of the buffer.
  @Test
  void doesNotReplaceAMergedPacketInFlight() {
    offer(10, 1, SendPolicy.latestOnly(7));
    offer(10, 2, SendPolicy.latestOnly(8));
    assertThat(queue.nextWrite()).isEqualTo(1);
    assertThat(offer(10, 3, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.QUEUED);
    queue.views()[0].position(5);
    assertThat(queue.written()).isZero();
    assertThat(offer(10, 4, SendPolicy.latestOnly(8))).isEqualTo(SendQueue.Offer.QUEUED);
    assertThat(offer(10, 5, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(queue.nextWrite()).isEqualTo(3);
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      firstBytes(queue.views()[i], written);
    }
    assertThat(written).containsExactly(2, 5, 4);
  }

  /// The client reads nothing for 20 s, and the server sends 20 snapshots a second. Only the newest
  /// snapshot may wait.
  @Test
  void keepsOneSnapshotOfFourHundredThatWait() {
    offer(500, 0, SendPolicy.latestOnly(7));
    queue.nextWrite();
    for (int i = 1; i < 400; i++) {
      offer(500, i % 100, SendPolicy.latestOnly(7));
    }
    assertThat(queue.packets()).isEqualTo(2);
    assertThat(queue.isSlow()).isFalse();
    assertThat(writeAll()).containsExactly(0, 99);
  }

  @Test
  void keepsTheOlderOneWhenTheNewerDoesNotFit() {
    offer(2000, 1, SendPolicy.KEEP);
    offer(1000, 2, SendPolicy.latestOnly(7));
    assertThat(offer(2000, 3, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.REPLACED);
    assertThat(offer(4000, 4, SendPolicy.latestOnly(7))).isEqualTo(SendQueue.Offer.DROPPED);
    assertThat(writeAll()).containsExactly(1, 3);
  }

  /// Offers packets with many different keys in random order, and writes the queue at random times.
  /// Compares the queue with a LinkedHashMap that models it.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsTheOrderOfManyKeys(long seed) {
    Random random = new Random(seed);
    SendQueue tested = queue(SendQueueLimits.of(100, 1 << 20));
    Map<Long, Integer> expected = new LinkedHashMap<>();
    long withoutKey = -1;
    for (int step = 0; step < 4_000; step++) {
      int value = step % FILLING;
      boolean keyed = random.nextInt(4) > 0;
      long key = keyed ? random.nextInt(1 + random.nextInt(150)) * 0x1_0000_0001L : withoutKey--;
      SendPolicy policy = keyed ? SendPolicy.latestOnly(key) : SendPolicy.KEEP;
      try (PooledBuffer packet = packet(SendQueue.SMALL_BYTES + 1, value)) {
        SendQueue.Offer offer = tested.offer(packet, policy);
        assertThat(offer == SendQueue.Offer.REPLACED).isEqualTo(expected.containsKey(key));
        if (offer != SendQueue.Offer.DROPPED && offer != SendQueue.Offer.OVERFLOWED) {
          if (isBeforeOneWithoutKey(key, expected)) {
            expected.remove(key);
          }
          expected.put(key, value);
        }
      }
      assertThat(tested.packets()).isEqualTo(expected.size());
      if (random.nextInt(50) == 0) {
        writeAll(tested, expected.values());
        expected.clear();
      }
    }
    writeAll(tested, expected.values());
  }

  private static boolean isBeforeOneWithoutKey(long key, Map<Long, Integer> waiting) {
    boolean found = false;
    for (long each : waiting.keySet()) {
      found |= each == key;
      if (found && each < 0) {
        return true;
      }
    }
    return false;
  }

  private static void writeAll(SendQueue tested, Collection<Integer> expected) {
    List<Integer> written = new ArrayList<>();
    for (int count = tested.nextWrite(); count > 0; count = tested.nextWrite()) {
      for (int i = 0; i < count; i++) {
        firstBytes(tested.views()[i], written);
      }
      tested.written();
    }
    assertThat(written).containsExactlyElementsOf(expected);
  }

  @Test
  void dropsALatestOnlyPacketWhenTheQueueIsFullAndHasNoneOfItsKey() {
    for (int i = 0; i < 8; i++) {
      offer(1, i, SendPolicy.KEEP);
    }
    assertThat(offer(1, 9, SendPolicy.latestOnly(1))).isEqualTo(SendQueue.Offer.DROPPED);
  }

  @Test
  void rejectsPacketsOnceFinishedAndWritesTheRest() {
    offer(1, 1, SendPolicy.KEEP);
    assertThat(queue.finish()).as("a writer is at work").isFalse();
    assertThat(offer(1, 2, SendPolicy.KEEP)).isEqualTo(SendQueue.Offer.FINISHED);
    assertThat(writeAll()).containsExactly(1);
    assertThat(queue.finish()).as("the writer has left").isTrue();
  }

  /// Offers random packets, and writes random parts of the queue. Compares the written bytes with
  /// the bytes of all offered packets.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void losesAndRepeatsNoByteHoweverItIsWritten(long seed) {
    Random random = new Random(seed);
    SendQueue tested = queue(SendQueueLimits.of(64, 20_000));
    Deque<byte[]> expected = new ArrayDeque<>();
    java.io.ByteArrayOutputStream sent = new java.io.ByteArrayOutputStream();
    java.io.ByteArrayOutputStream received = new java.io.ByteArrayOutputStream();
    for (int step = 0; step < 5_000; step++) {
      if (random.nextBoolean()) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 50)];
        random.nextBytes(bytes);
        try (PooledBuffer packet = pool.acquire(bytes.length)) {
          packet.writeBytes(bytes, 0, bytes.length).seal();
          boolean fits = expected.size() < 64 && tested.bytes() + packet.capacity() <= 20_000;
          SendQueue.Offer offer = tested.offer(packet, SendPolicy.KEEP);
          assertThat(offer == SendQueue.Offer.OVERFLOWED).isEqualTo(!fits);
          if (fits) {
            expected.add(bytes);
            sent.writeBytes(bytes);
          }
        }
      } else {
        int count = tested.nextWrite();
        assertThat(count).isLessThanOrEqualTo(SendQueue.MAX_GATHER);
        assertThat(count == 0).isEqualTo(expected.isEmpty());
        if (count == 0) {
          continue;
        }
        int full = writeSome(tested, count, random, received);
        int written = tested.written();
        assertThat(written).isGreaterThanOrEqualTo(full);
        for (int i = 0; i < written; i++) {
          expected.remove();
        }
        int waiting = expected.stream().mapToInt(bytes -> bytes.length).sum();
        assertThat(sent.size() - waiting).isLessThanOrEqualTo(received.size());
      }
      assertThat(tested.packets()).isEqualTo(expected.size());
      assertThat(tested.bytes()).isEqualTo((int) memory.bytesOut()).isLessThanOrEqualTo(20_000);
    }
    assertThat(sent.toByteArray()).startsWith(received.toByteArray());
    assertThat(received.size()).isPositive();
    tested.clear();
    assertThat(tested.packets()).isZero();
    assertThat(tested.bytes()).isZero();
  }

  /// Writes a random part of the queue's next `count` packets to `out`. Returns how many packets
  /// were written completely.
  private static int writeSome(
      SendQueue queue, int count, Random random, java.io.ByteArrayOutputStream out) {
    int full = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer view = queue.views()[i];
      int part = random.nextInt(3) > 0 ? view.remaining() : random.nextInt(view.remaining() + 1);
      byte[] bytes = new byte[part];
      view.get(bytes);
      out.writeBytes(bytes);
      if (view.hasRemaining()) {
        break;
      }
      full++;
    }
    return full;
  }
}
