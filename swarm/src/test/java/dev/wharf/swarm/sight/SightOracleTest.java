package dev.wharf.swarm.sight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SightOracleTest {
  private static final SightOracle.Place PLACE = new SightOracle.Place(1, 0, 10, 2);
  private static final int LATER = 41;
  private static final Map<Integer, String> HELLO = Map.of(1, "hello");

  private final LongAdder checked = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final AtomicInteger differences = new AtomicInteger();
  private final SightOracle oracle = new SightOracle(checked, late, differences::incrementAndGet);

  private record Seen(int object, int x) {}

  /// Reports what a client at a position sees at tick 1.
  private void sees(int object, int x, Seen... seen) {
    report(1, object, x, Map.of(), seen);
  }

  private void hears(int object, int x, Map<Integer, String> heard, Seen... seen) {
    report(1, object, x, heard, seen);
  }

  private void report(int tick, int object, int x, Map<Integer, String> heard, Seen... seen) {
    int[] numbers = new int[seen.length];
    int[] xs = new int[seen.length];
    for (int i = 0; i < seen.length; i++) {
      numbers[i] = seen[i].object;
      xs[i] = seen[i].x;
    }
    int[] ys = new int[seen.length];
    oracle.report(PLACE, tick, new SightReport(object, x, 0, numbers, xs, ys, heard));
  }

  private static Seen at(int object, int x) {
    return new Seen(object, x);
  }

  /// Makes the oracle compare tick 1.
  private int differences() {
    report(LATER, 1, 0, Map.of());
    return differences.get();
  }

  @Test
  void clientsThatSeeEachOtherAreRight() {
    sees(1, 0, at(2, 10));
    sees(2, 10, at(1, 0));
    sees(3, 21);
    assertThat(differences()).isZero();
    assertThat(checked.sum()).isEqualTo(3);
  }

  @Test
  void findsAnObjectThatAClientShouldHaveSeen() {
    sees(1, 0);
    sees(2, 10, at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void findsAnObjectThatIsTooFar() {
    sees(1, 0, at(2, 11));
    sees(2, 11);
    assertThat(differences()).isOne();
  }

  @Test
  void findsTwoPositionsOfOneObject() {
    sees(1, 0, at(2, 9));
    sees(2, 10, at(1, 0));
    assertThat(differences()).isPositive();
  }

  @Test
  void findsAnObjectThatIsNotOneOfTheNearest() {
    sees(1, 0, at(2, 5), at(4, 7));
    sees(2, 5, at(1, 0), at(4, 7));
    sees(3, 6, at(2, 5), at(4, 7));
    assertThat(differences()).isEqualTo(2);
  }

  @Test
  void thoseNearTheSpeakerHearTheText() {
    hears(1, 0, HELLO, at(2, 10));
    hears(2, 10, HELLO, at(1, 0));
    sees(3, 21);
    assertThat(differences()).isZero();
  }

  @Test
  void findsAClientThatHasNotHeardAText() {
    hears(1, 0, HELLO, at(2, 10));
    sees(2, 10, at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void findsAClientThatHasHeardATextFromAfar() {
    hears(1, 0, HELLO);
    hears(3, 21, HELLO);
    assertThat(differences()).isOne();
  }

  @Test
  void findsTwoTextsOfOneSpeaker() {
    hears(1, 0, HELLO, at(2, 10));
    hears(2, 10, Map.of(1, "help"), at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void countsWhatComesTooLate() {
    sees(1, 0);
    assertThat(differences()).isZero();
    sees(2, 10, at(1, 0));
    assertThat(late.sum()).isOne();
  }
}
