package dev.wharf.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedRateScheduleTest {

  private static final int PERIOD = 10;
  private static final int MAX_CATCH_UP = 5;

  private FixedRateSchedule from(long origin) {
    return new FixedRateSchedule(origin, PERIOD, MAX_CATCH_UP);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000, -1000, Long.MAX_VALUE - 25, Long.MIN_VALUE})
  void isDueAtMultiplesOfThePeriodWhateverTheClocksOrigin(long origin) {
    FixedRateSchedule schedule = from(origin);

    assertThat(schedule.delay(origin)).isEqualTo(10);
    assertThat(schedule.begin(origin + 13)).isZero();
    assertThat(schedule.delay(origin + 13)).isEqualTo(7);
    assertThat(schedule.begin(origin + 29)).isZero();
    assertThat(schedule.delay(origin + 29)).isEqualTo(1);
    assertThat(schedule.begin(origin + 30)).isZero();
    assertThat(schedule.delay(origin + 30)).isEqualTo(10);
  }

  @Test
  void doesNotDriftWhenEveryRunIsLate() {
    FixedRateSchedule schedule = from(0);
    for (int run = 1; run <= 1000; run++) {
      assertThat(schedule.begin(run * PERIOD + 9)).isZero();
    }
    assertThat(schedule.delay(1000 * PERIOD + 9)).isEqualTo(1);
  }

  @Test
  void catchesUpAtOnceWithinTheBound() {
    FixedRateSchedule schedule = from(0);

    assertThat(runsUntilNothingIsDue(schedule, 10 + 50)).isEqualTo(new Runs(6, 0));
    assertThat(schedule.delay(60)).isEqualTo(10);
  }

  @Test
  void skipsTheSurplusAndKeepsTheMultiples() {
    FixedRateSchedule schedule = from(0);

    assertThat(runsUntilNothingIsDue(schedule, 10 + 203)).isEqualTo(new Runs(6, 15));
    assertThat(schedule.delay(213)).isEqualTo(7);
  }

  @Test
  void skipsEveryOverdueRunWhenItMayNotCatchUp() {
    FixedRateSchedule schedule = new FixedRateSchedule(0, PERIOD, 0);

    assertThat(runsUntilNothingIsDue(schedule, 10 + 39)).isEqualTo(new Runs(1, 3));
  }

  @Test
  void countsARunThatComesEarlyAsTheDueOne() {
    FixedRateSchedule schedule = from(0);

    assertThat(schedule.begin(9)).isZero();
    assertThat(schedule.delay(9)).isEqualTo(11);
  }

  private static Runs runsUntilNothingIsDue(FixedRateSchedule schedule, long now) {
    int runs = 0;
    long skipped = 0;
    do {
      skipped += schedule.begin(now);
      runs++;
    } while (schedule.delay(now) == 0);
    return new Runs(runs, skipped);
  }

  private record Runs(int runs, long skipped) {}
}
