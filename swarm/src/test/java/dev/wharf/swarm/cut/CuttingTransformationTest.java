package dev.wharf.swarm.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.TransformationException;
import dev.wharf.swarm.cut.Cut.Direction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CuttingTransformationTest {
  private static final int LENGTH = 300;
  private static final byte[] BYTES = bytes();

  private long now = 1_000;
  private final Cuts cuts = new Cuts(new CutRate(5), new SplittableRandom(1), () -> now);

  private static byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /// The end of the connection that the last pump has seen; null when there was none.
  private @Nullable TransformationException end;

  /// Passes all bytes in one direction, as a session does: in pieces, and until the connection
  /// ends.
  private byte[] pump(CuttingTransformation link, Direction way, int piece) {
    ByteBuffer passed = ByteBuffer.allocate(LENGTH);
    try {
      for (int at = 0; at < LENGTH; at += piece) {
        ByteBuffer bytes = ByteBuffer.wrap(BYTES, at, Math.min(piece, LENGTH - at));
        if (way == Direction.TO_CLIENT) {
          receive(link, bytes, passed);
        } else {
          send(link, bytes, passed);
        }
      }
    } catch (TransformationException e) {
      end = e;
    }
    return Arrays.copyOf(passed.array(), passed.position());
  }

  private static void receive(CuttingTransformation link, ByteBuffer bytes, ByteBuffer passed)
      throws TransformationException {
    int before;
    do {
      before = bytes.remaining();
      ByteBuffer room = ByteBuffer.allocate(LENGTH);
      try {
        link.receive(bytes, room);
      } finally {
        passed.put(room.flip());
      }
    } while (bytes.remaining() < before);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  private static void send(CuttingTransformation link, ByteBuffer bytes, ByteBuffer passed)
      throws TransformationException {
    ByteBuffer[] packets = {
      bytes.slice(bytes.position(), bytes.remaining() / 2),
      bytes.slice(
          bytes.position() + bytes.remaining() / 2, bytes.remaining() - bytes.remaining() / 2)
    };
    while (packets[0].hasRemaining() || packets[1].hasRemaining()) {
      ByteBuffer room = ByteBuffer.allocate(64);
      link.send(packets, 2, room);
      assertThat(room.position()).isPositive();
      passed.put(room.flip());
    }
  }

  @Test
  void cutsBehindEachByteInBothDirections() {
    for (Direction way : Direction.values()) {
      for (int bytes = 0; bytes < LENGTH; bytes++) {
        boolean isReset = bytes % 2 == 0;
        CuttingTransformation link = new CuttingTransformation(cuts);
        link.setCut(new Cut(now, way, bytes, isReset));
        end = null;
        assertThat(pump(link, way, 1 + bytes % 97)).isEqualTo(Arrays.copyOf(BYTES, bytes));
        TransformationException thrown = Objects.requireNonNull(end);
        assertThat(thrown.reason()).isEqualTo(CloseReason.IO_ERROR);
        assertThat(thrown.isReset()).isEqualTo(isReset);
      }
    }
    assertThat(cuts.count()).isEqualTo(2L * LENGTH);
  }

  @Test
  void passesTheOtherDirectionUntilTheCut() {
    CuttingTransformation link = new CuttingTransformation(cuts);
    link.setCut(new Cut(now, Direction.TO_SERVER, 10, false));
    assertThat(pump(link, Direction.TO_CLIENT, 50)).isEqualTo(BYTES);
    assertThat(end).isNull();
    assertThat(pump(link, Direction.TO_SERVER, 50)).hasSize(10);
    assertThat(pump(link, Direction.TO_CLIENT, 50)).isEmpty();
    assertThat(cuts.count()).as("both directions end with the same cut").isEqualTo(1);
  }

  @Test
  void waitsForTheTimeOfTheCutAndThenASecondForItsBytes() {
    CuttingTransformation link = new CuttingTransformation(cuts);
    link.setCut(new Cut(now + 5, Direction.TO_SERVER, 10, false));
    assertThat(pump(link, Direction.TO_SERVER, 50)).isEqualTo(BYTES);
    now += 5;
    assertThat(pump(link, Direction.TO_CLIENT, 50)).isEqualTo(BYTES);
    now += Duration.ofSeconds(1).toNanos();
    assertThat(pump(link, Direction.TO_CLIENT, 50)).isEqualTo(BYTES);
    now++;
    assertThat(pump(link, Direction.TO_CLIENT, 50)).isEmpty();
    assertThat(end).isNotNull();
  }

  @Test
  void passesEverythingWithoutACutAndAfterTheStop() {
    CuttingTransformation free = new CuttingTransformation(cuts);
    assertThat(pump(free, Direction.TO_SERVER, 7)).isEqualTo(BYTES);
    assertThat(pump(free, Direction.TO_CLIENT, 7)).isEqualTo(BYTES);
    free.setCut(new Cut(now, Direction.TO_CLIENT, 0, true));
    cuts.stop();
    assertThat(pump(free, Direction.TO_CLIENT, 7)).isEqualTo(BYTES);
    assertThat(cuts.count()).isZero();
  }

  @Test
  void cutsTheShareOfTheRate() {
    int connections = 20_000;
    long second = Duration.ofSeconds(1).toNanos();
    long cutInTime = 0;
    long toServer = 0;
    long resets = 0;
    for (int i = 0; i < connections; i++) {
      Cut cut = Objects.requireNonNull(cuts.next());
      boolean isDue = cut.pass(Direction.TO_SERVER, 2_000, now + 10 * second) < 2_000;
      cutInTime += isDue ? 1 : 0;
      resets += cut.isReset() ? 1 : 0;
      toServer += cut.isOver() ? 1 : 0;
    }
    // After 10 s at 5 % a second, 1 - exp(-0.5) = 39 % are cut.
    assertThat((double) cutInTime / connections).isBetween(0.33, 0.42);
    assertThat((double) resets / connections).isBetween(0.47, 0.53);
    assertThat(toServer).isPositive();
  }

  @Test
  void cutsSomeConnectionsAtTheirBeginning() {
    int cutAtOnce = 0;
    for (int i = 0; i < 1_000; i++) {
      Cut cut = Objects.requireNonNull(cuts.nextOfNew());
      int sent = cut.pass(Direction.TO_SERVER, 100, now);
      int received = cut.pass(Direction.TO_CLIENT, 100, now);
      cutAtOnce += sent < 100 || received < 100 ? 1 : 0;
    }
    assertThat(cutAtOnce).isBetween(80, 170);
    assertThat(new Cuts(new CutRate(0), new SplittableRandom(1), () -> now).nextOfNew()).isNull();
  }
}
