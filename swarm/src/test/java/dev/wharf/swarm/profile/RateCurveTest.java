package dev.wharf.swarm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCurveTest {
  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({"4, 2000, 8", "1, 1000, 1", "0.01, 1000, 0.01", "3, 1000, 3", "10000, 1000, 10000"})
  void aSteadyRateGivesRateTimesDuration(double rate, long millis, double turns) {
    RateCurve curve = RateCurve.of(Profile.steady(Duration.ofMillis(millis)), rate);
    assertThat(curve.total()).isCloseTo(turns, within(1e-6));
    assertThat(curve.timeOf(turns))
        .as("the end does not belong to the curve")
        .isEqualTo(RateCurve.NEVER);
    assertThat(curve.timeOf(0)).isZero();
  }

  @Test
  void aSteadyRateHasAFixedPeriod() {
    RateCurve curve = RateCurve.of(Profile.steady(Duration.ofSeconds(2)), 4);
    for (int turn = 0; turn < 8; turn++) {
      assertThat(curve.timeOf(turn)).isEqualTo(turn * SECOND / 4);
      assertThat(curve.timeOf(turn + 0.4)).isEqualTo(turn * SECOND / 4 + SECOND / 10);
    }
  }

  /// The rate rises from 0 to 10 iterations a second in 10 s. That makes half of 10 * 10 iterations
  /// in all, and t * t / 2 iterations up to the time t.
  @Test
  void aRampIsTheIntegralOfItsRate() {
    RateCurve curve = of("{ duration = 10s, rate = [0, 10] }", 1);
    assertThat(curve.total()).isCloseTo(50, within(1e-6));
    assertThat(curve.iterationsAt(4 * SECOND)).isCloseTo(8, within(1e-6));
    assertThat(curve.timeOf(8)).isCloseTo(4 * SECOND, within(2L));
    assertThat(curve.timeOf(0)).isZero();
    RateCurve down = of("{ duration = 10s, rate = [10, 0] }", 1);
    assertThat(down.timeOf(50 - 8)).isCloseTo(6 * SECOND, within(2L));
  }

  @Test
  void timeAndTurnsAgreeThroughAllPhases() {
    RateCurve curve =
        of(
            "{ duration = 3s }, { duration = 1s, rate = [100 %, 500 %] }, { duration = 2s, rate ="
                + " 0 }, { duration = 2s, rate = [7, 1] }",
            3);
    assertThat(curve.total()).isCloseTo(9 + 9 + 0 + 8, within(1e-6));
    for (double turn = 0; turn < 26; turn += 0.25) {
      assertThat(curve.iterationsAt(curve.timeOf(turn))).isCloseTo(turn, within(1e-6));
    }
  }

  @Test
  void aChangeLeavesWhatWasBeforeAsItWas() {
    Profile profile = profile("{ duration = 4s, rate = [0, 8] }, { duration = 4s, rate = 2 }");
    RateCurve before = RateCurve.of(profile, 1);
    RateCurve after = before.changed(3 * SECOND, profile, 1, 3 * SECOND, 10);
    for (double turn = 0; turn < before.iterationsAt(3 * SECOND); turn += 0.5) {
      assertThat(after.timeOf(turn)).isEqualTo(before.timeOf(turn));
    }
    assertThat(after.total()).isCloseTo(9 + 10 * (7 + 8), within(1e-6));
    assertThat(after.iterationsAt(5 * SECOND)).isCloseTo(9 + 10 * (7 + 2), within(1e-6));
  }

  @Test
  void anEndedChangeContinuesTheProfile() {
    Profile profile = profile("{ duration = 4s, rate = [0, 8] }, { duration = 4s, rate = 2 }");
    RateCurve paused = RateCurve.of(profile, 1).endedAt(2 * SECOND);
    assertThat(paused.total()).isCloseTo(4, within(1e-6));
    assertThat(paused.timeOf(4.5)).isEqualTo(RateCurve.NEVER);
    RateCurve resumed = paused.changed(7 * SECOND, profile, 1, 2 * SECOND, 1);
    assertThat(resumed.total()).isCloseTo(16 + 8, within(1e-6));
    assertThat(resumed.timeOf(9)).isCloseTo(8 * SECOND, within(2L));
    assertThat(resumed.timeOf(20)).isCloseTo(11 * SECOND, within(2L));
  }

  private static RateCurve of(String stages, double rate) {
    return RateCurve.of(profile(stages), rate);
  }

  private static Profile profile(String stages) {
    return Profiles.parse("test", "stages = [ " + stages + " ]").profile();
  }
}
