package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.Case.Weather;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests the search for a smaller case, with a game that goes wrong under known conditions.
class SmallerCaseTest {
  private static final Case LARGE = new Case(1, 40, Duration.ofMinutes(8), Weather.STORM);

  private final AtomicInteger played = new AtomicInteger();

  @Test
  void findsTheSmallestCase() {
    SmallerCase found = SmallerCase.find(LARGE, play(LARGE), this::play, () -> false);
    assertThat(found.it().clients()).isEqualTo(3);
    assertThat(found.it().time()).isEqualTo(Duration.ofSeconds(15));
    assertThat(found.outcome().faults()).isEqualTo(7);
    assertThat(found.outcome().isGood()).isFalse();
  }

  @Test
  void endsWhenTheTimeIsOver() {
    SmallerCase found = SmallerCase.find(LARGE, play(LARGE), this::play, () -> played.get() >= 2);
    assertThat(played).hasValue(2);
    assertThat(found.it().time()).isEqualTo(Duration.ofMinutes(4));
  }

  /// Goes wrong with at least 3 users, 10 seconds and 7 faults.
  private Outcome play(Case it) {
    played.incrementAndGet();
    long faults = Math.min(it.mostFaults(), it.time().toSeconds() * it.clients());
    boolean isGood =
        it.clients() < 3 || it.time().compareTo(Duration.ofSeconds(10)) < 0 || faults < 7;
    String problem = isGood ? "" : "wrong";
    return new Outcome(it.time(), 0, faults, ResumeCounts.NONE, CheckedTrades.NONE, 0, problem, "");
  }
}
