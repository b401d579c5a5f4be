package dev.wharf.game.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.Case.Weather;
import dev.wharf.swarm.cut.CutRate;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the whole game in the simulated world.
class SimulatedGameTest {
  private static final Case SMALL = new Case(7, 6, Duration.ofSeconds(10), Weather.STORM);

  /// Prints the hash of the run of [#SMALL].
  public static void main(String[] args) {
    System.out.println(SimulatedGame.play(SMALL).hashText());
  }

  @ParameterizedTest
  @EnumSource
  void threeUsersPlayForAMinuteAndMissNothing(Weather weather) {
    Outcome outcome = SimulatedGame.play(new Case(1, 3, Duration.ofMinutes(1), weather));
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.time()).isGreaterThan(Duration.ofMinutes(1));
    assertThat(outcome.deliveries()).isGreaterThan(300);
    assertThat(outcome.faults() > 0).isEqualTo(weather != Weather.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void usersComeBackAndMissNothing(Weather weather) {
    Case it = new Case(1, 5, Duration.ofSeconds(20), weather).withCut(new CutRate(20));
    Outcome outcome = SimulatedGame.play(it);
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.deliveries()).isGreaterThan(200);
    assertThat(outcome.resumes().cuts()).isGreaterThan(20);
    assertThat(outcome.resumes().resumes()).isGreaterThan(10);
    assertThat(outcome.resumes().takeOvers()).isPositive();
    assertThat(outcome.resumes().refused()).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameRunTenTimes() {
    Outcome first = SimulatedGame.play(SMALL);
    assertThat(first.problem()).isEmpty();
    for (int i = 1; i < 10; i++) {
      assertThat(SimulatedGame.play(SMALL)).isEqualTo(first);
    }
    assertThat(SimulatedGame.play(SMALL.withSeed(8)).hash()).isNotEqualTo(first.hash());
  }

  @Test
  void theSameSeedGivesTheSameRunInAnotherJvm() throws Exception {
    String hash = SimulatedGame.play(SMALL).hashText();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatedGameTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String printed = new String(child.getInputStream().readAllBytes(), US_ASCII);
      assertThat(printed.strip()).endsWith(hash);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void noFaultHappensAfterTheLimit() {
    Outcome outcome = SimulatedGame.play(SMALL.withMostFaults(10));
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.faults()).isEqualTo(10);
  }
}
