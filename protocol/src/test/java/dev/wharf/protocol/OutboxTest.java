package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.SendResult;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.outbox.Outbox;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.protocol.testpackets.TestPackets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which packets an outbox keeps, and what it sends again.
class OutboxTest {
  /// Ids of a packet that counts, and of one that does not.
  private static final int KEPT = 2;

  private static final int LATEST = 4;

  /// The bytes that a copy of a packet takes.
  private static final int BYTES_OF_COPY = 7;

  private static final int REPLY = 7;

  private final PacketCatalog catalog = PacketCatalog.of(TestPackets.getDescriptor());
  private final FakeSession first = new FakeSession();
  private final FakeSession second = new FakeSession();
  private final ResumeTotals totals = new ResumeTotals(64 << 10);
  private Outbox outbox = outbox(8, 64 << 10, 0);

  private Outbox outbox(int maxPackets, int maxBytes, int startsBehind) {
    return new Outbox(
        catalog,
        new ResumeOptions(Runnable::run, maxPackets, maxBytes, 2, totals, Set.of()),
        first,
        startsBehind);
  }

  @BeforeEach
  void sharedMemory() {
    second.pool = first.pool;
  }

  @AfterEach
  void everyBufferIsBack() {
    outbox.close();
    outbox.close();
    assertThat(first.memory.buffersOut()).isZero();
    assertThat(totals.bytes()).isZero();
  }

  /// Calls `use` with a packet whose body is one byte.
  private void with(int id, int number, Consumer<SendBuffer> use) {
    try (SendBuffer packet = first.pool.acquire(5)) {
      use.accept(packet.writeShortLE(5).writeShortLE(id).writeByte(number).seal());
    }
  }

  private void gathered(int... numbers) {
    for (int number : numbers) {
      with(KEPT, number, outbox::onGathered);
    }
  }

  private void unsent(int number) {
    with(KEPT, number, outbox::onUnsent);
  }

  private SendResult late(int number) {
    SendResult[] result = new SendResult[1];
    with(KEPT, number, packet -> result[0] = outbox.addLate(packet, first));
    return result[0];
  }

  /// Returns the numbers of the packets that a resume sends.
  private List<Integer> replayed(long handled) {
    outbox.detach();
    assertThat(outbox.resumeAt(handled, 0)).isNull();
    long count = outbox.replay(second);
    assertThat(count).isEqualTo(second.sent.size());
    return second.sent.stream().map(hex -> Integer.parseInt(hex.substring(8), 16)).toList();
  }

  @Test
  void sendsAgainWhatIsNotHandledThenWhatWasNotSentThenWhatCameLate() {
    gathered(1, 2, 3);
    assertThat(late(6)).isEqualTo(SendResult.QUEUED);
    unsent(4);
    unsent(5);
    assertThat(late(7)).isEqualTo(SendResult.QUEUED);
    assertThat(replayed(2)).containsExactly(3, 4, 5, 6, 7);
    assertThat(outbox.packets()).isZero();
    assertThat(outbox.attached()).isSameAs(second);
  }

  @Test
  void forgetsWhatIsAcknowledged() {
    gathered(1, 2, 3);
    assertThat(outbox.acknowledge(2)).isNull();
    assertThat(outbox.packets()).isEqualTo(1);
    assertThat(replayed(2)).containsExactly(3);
  }

  @Test
  void keepsNothingOfKindsThatDoNotCount() {
    with(LATEST, 1, outbox::onGathered);
    with(LATEST, 2, outbox::onUnsent);
    with(
        LATEST,
        3,
        packet -> assertThat(outbox.addLate(packet, first)).isEqualTo(SendResult.DROPPED));
    assertThat(outbox.acknowledge(1)).contains("1 packets acknowledged");
    assertThat(outbox.packets()).isZero();
  }

  @Test
  void countsFromTheReplyOn() {
    outbox = outbox(8, 64 << 10, REPLY);
    gathered(1);
    assertThat(outbox.hasStarted()).isFalse();
    with(REPLY, 0, outbox::onGathered);
    assertThat(outbox.hasStarted()).isTrue();
    gathered(2, 3);
    assertThat(outbox.acknowledge(3)).isNotNull();
    assertThat(replayed(0)).containsExactly(2, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesAcknowledgementsThatLie(long handled) {
    gathered(1, 2, 3);
    assertThat(outbox.acknowledge(1)).isNull();
    assertThat(outbox.acknowledge(handled)).contains("after 1, of 3");
    outbox.detach();
    assertThat(outbox.resumeAt(handled, 0)).contains("after 1, of 3");
    assertThat(outbox.isTooHigh(handled)).isEqualTo(handled != 0);
  }

  /// A request of an older connection is delayed, so that its number is too low; the newer request
  /// follows, while little of the first replay was gathered.
  @Test
  void acceptsANumberThatIsHigherThanWhatTheLastReplayHasReached() {
    gathered(1, 2, 3, 4);
    assertThat(replayed(1)).containsExactly(2, 3, 4);
    gathered(2);
    unsent(3);
    unsent(4);
    second.sent.clear();
    assertThat(replayed(3)).containsExactly(4);
  }

  /// Small packets of this session are copied, a packet that others hold too is kept itself, and so
  /// is a large one. All stay in one order, also when a second resume follows at once.
  @Test
  void keepsTheOrderOfCopiesAndOfKeptBuffers() {
    outbox = outbox(1000, 1 << 20, 0);
    List<Integer> all = new ArrayList<>();
    try (SendBuffer shared = first.pool.acquire(5)) {
      shared.writeShortLE(5).writeShortLE(KEPT).writeByte(99).seal().retain();
      shared.retain();
      for (int number = 0; number < 90; number++) {
        gathered(number);
        outbox.onGathered(shared);
        all.addAll(List.of(number, 99));
      }
      shared.release();
      shared.release();
    }
    assertThat(first.memory.buffersOut()).as("the shared one").isEqualTo(1);
    assertThat(outbox.acknowledge(10)).isNull();
    unsent(90);
    late(91);
    all.addAll(List.of(90, 91));
    assertThat(replayed(20)).isEqualTo(all.subList(20, all.size()));
    assertThat(first.memory.buffersOut()).isZero();
  }

  @Test
  void keepsALargePacketItself() {
    try (SendBuffer large = first.pool.acquire(2000)) {
      large.writeShortLE(2000).writeShortLE(KEPT).writeBytes(new byte[1996], 0, 1996).seal();
      outbox.onGathered(large);
    }
    assertThat(first.memory.buffersOut()).isEqualTo(1);
    assertThat(outbox.bytes()).isEqualTo(2048 + 16);
    outbox.detach();
    assertThat(outbox.resumeAt(0, 0)).isNull();
    assertThat(outbox.replay(second)).isEqualTo(1);
    assertThat(second.sent.getFirst()).hasSize(4000);
  }

  @Test
  void copiesPacketsThatBeginAtTheEndOfTheRing() {
    outbox = outbox(1000, 1 << 20, 0);
    for (int number = 0; number < 250; number++) {
      gathered(number);
      assertThat(outbox.acknowledge(Math.max(0, number - 9))).isNull();
    }
    assertThat(outbox.bytes()).as("11 packets fit").isEqualTo(256 + 32);
    assertThat(replayed(240)).containsExactly(240, 241, 242, 243, 244, 245, 246, 247, 248, 249);
  }

  @Test
  void freesItsMemoryWhenNoPacketCameBetweenTwoHeartbeats() {
    gathered(1);
    outbox.rest();
    assertThat(outbox.acknowledge(1)).isNull();
    gathered(2);
    assertThat(outbox.acknowledge(2)).isNull();
    outbox.rest();
    assertThat(outbox.bytes()).isEqualTo(256 + 16);
    outbox.rest();
    assertThat(outbox.bytes()).isZero();
    gathered(3);
    assertThat(replayed(2)).containsExactly(3);
  }

  @Test
  void isBrokenWhenThereIsNoMemoryForAReplay() {
    gathered(1, 2);
    outbox.detach();
    assertThat(outbox.resumeAt(0, 0)).isNull();
    List<SendBuffer> all = takeAllMemory();
    assertThat(outbox.replay(second)).isZero();
    assertThat(outbox.lost()).contains("no buffer memory");
    assertThat(outbox.isBroken()).isTrue();
    all.forEach(SendBuffer::close);
  }

  private List<SendBuffer> takeAllMemory() {
    List<SendBuffer> all = new ArrayList<>();
    try {
      while (true) {
        all.add(first.pool.acquire(256));
      }
    } catch (BufferMemoryExhaustedException e) {
      return all;
    }
  }

  @Test
  void tellsTheSenderToUseTheNewConnection() {
    assertThat(replayed(0)).isEmpty();
    assertThat(late(1)).isNull();
  }

  @Test
  void keepsTheRestOfAReplayWhenTheNewConnectionEnds() {
    gathered(1, 2);
    outbox.detach();
    assertThat(outbox.resumeAt(0, 0)).isNull();
    second.state = SessionState.CLOSED;
    assertThat(outbox.replay(second)).isZero();
    second.state = SessionState.CONNECTED;
    assertThat(replayed(0)).containsExactly(1, 2);
  }

  @Test
  void givesUpAboveTheLimitOfPackets() {
    gathered(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(outbox.lost()).isNull();
    gathered(9);
    assertThat(outbox.lost()).isEqualTo("more than 8 packets were not acknowledged");
    assertThat(outbox.isBroken()).as("the connection has all of them").isFalse();
    assertThat(first.memory.buffersOut()).isZero();
    assertThat(outbox.acknowledge(9)).isNull();
    assertThat(totals.givenUp()).isEqualTo(1);
    outbox.detach();
    assertThat(outbox.resumeAt(9, 0)).contains("more than 8 packets");
  }

  @Test
  void isBrokenWhenAPacketThatNoConnectionHasTakenIsGivenUp() {
    for (int number = 1; number <= 8; number++) {
      assertThat(late(number)).isEqualTo(SendResult.QUEUED);
    }
    assertThat(late(9)).isEqualTo(SendResult.CLOSED);
    assertThat(outbox.isBroken()).isTrue();
  }

  @Test
  void givesUpAboveTheLimitOfBytesAndOfAllSessions() {
    outbox = outbox(1000, 4096, 0);
    for (int number = 0;
        number <= 16;
        number++) { // each takes a buffer of 256 bytes when it is sent
      gathered(number);
    }
    assertThat(outbox.lost()).isEqualTo("more than 4096 bytes were not acknowledged");
    Outbox greedy = outbox;
    outbox = outbox(100_000, 4 << 20, 0);
    for (int number = 0; number * BYTES_OF_COPY <= 64 << 10; number++) {
      gathered(number & 0xff);
    }
    assertThat(outbox.lost()).contains("more than 65536 bytes");
    greedy.close();
  }
}
