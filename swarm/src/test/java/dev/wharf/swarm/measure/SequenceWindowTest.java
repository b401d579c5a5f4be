package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
  private static final int WIDTH = 64;
  private static final int ARRIVALS = 20_000;

  /// A simple model of a [SequenceWindow], which remembers every number.
  private static final class Reference {
    private final long first;
    private final Set<Long> arrived = new HashSet<>();
    private long next;
    private long skipped;
    private long missingBefore;

    Reference(long first) {
      this.first = first;
      this.next = first;
    }

    Arrival accept(long sequence) {
      if (sequence >= next) {
        leave(sequence + 1);
        skipped += sequence - next;
        next = sequence + 1;
        arrived.add(sequence);
        return Arrival.IN_ORDER;
      }
      if (sequence < first) {
        return Arrival.DUPLICATE;
      }
      return next - sequence > WIDTH ? acceptFromBefore() : acceptRecent(sequence);
    }

    private Arrival acceptRecent(long sequence) {
      return arrived.add(sequence) ? Arrival.LATE : Arrival.DUPLICATE;
    }

    private Arrival acceptFromBefore() {
      if (missingBefore == 0) {
        return Arrival.DUPLICATE;
      }
      missingBefore--;
      return Arrival.LATE;
    }

    private void leave(long nextNext) {
      for (long n = Math.max(first, next - WIDTH); n < nextNext - WIDTH; n++) {
        missingBefore += arrived.contains(n) ? 0 : 1;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 3, 64", // mostly in order
    "2, 7, 40, 64", // all over the window
    "3, 1, 200, 64", // the window jumped over
    "4, 1, 5, 300", // arrivals from long before it
    "5, 1000000000000, 70, 90",
    "6, 0, 2, 66",
  })
  void judgesLikeOneThatRemembersEverything(long seed, long first, int jump, int back) {
    Random random = new Random(seed);
    SequenceWindow window = new SequenceWindow(first);
    Reference reference = new Reference(first);
    for (int i = 0; i < ARRIVALS; i++) {
      long sequence = reference.next + random.nextInt(-back, jump);
      assertThat(window.accept(sequence))
          .as("arrival %d of %d, next %d", i, sequence, reference.next)
          .isEqualTo(reference.accept(sequence));
      assertThat(window.skipped()).isEqualTo(reference.skipped);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void countsEachOfAShuffledStreamOnce(long seed) {
    Random random = new Random(seed);
    SequenceWindow window = new SequenceWindow(1);
    int fresh = 0;
    for (long block = 0; block < 100; block++) {
      for (int i : shuffled(WIDTH / 2, random)) {
        fresh += window.accept(1 + block * WIDTH / 2 + i) == Arrival.DUPLICATE ? 0 : 1;
        fresh += window.accept(1 + block * WIDTH / 2 + i) == Arrival.DUPLICATE ? 0 : 1;
      }
    }
    assertThat(fresh).isEqualTo(100 * WIDTH / 2);
  }

  @Test
  void aNumberBelowTheFirstIsADuplicate() {
    SequenceWindow window = new SequenceWindow(10);
    assertThat(window.accept(9)).isEqualTo(Arrival.DUPLICATE);
    assertThat(window.accept(10)).isEqualTo(Arrival.IN_ORDER);
    assertThat(window.skipped()).isZero();
  }

  @Test
  void aGapIsSkippedAlsoAtTheStart() {
    SequenceWindow window = new SequenceWindow(1);
    assertThat(window.accept(4)).isEqualTo(Arrival.IN_ORDER);
    assertThat(window.skipped()).isEqualTo(3);
    assertThat(window.accept(2)).isEqualTo(Arrival.LATE);
    assertThat(window.accept(2)).isEqualTo(Arrival.DUPLICATE);
    assertThat(window.skipped()).isEqualTo(3);
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
