package dev.wharf.swarm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ProfilesTest {
  static final List<String> NAMES = Profiles.NAMES;

  private static final long SECOND = 1_000_000_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @FieldSource("NAMES")
  void hasTheProfilesOfTheSwarm(String name) {
    Profile profile = Profiles.find(name).profile();
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.length()).isGreaterThan(Duration.ofSeconds(10));
    assertThat(profile.peakClients(1_000)).isEqualTo(1_000);
  }

  @Test
  void readsAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my.conf"),
            """
            # what the command line may override
            clients = 200
            rate = 2.5
            scenario = "echo,chat"
            stages = [
              { name = up, duration = 10s, clients = [0 %, 50] }
              { duration = 1.5m, rate = [2, 300 %], churn = 5 %, storm = 20%, away = 500ms,
                exit = drop }
            ]
            """);
    ProfileFile read = Profiles.find(file.toString());
    assertThat(read.clients()).hasValue(200);
    assertThat(read.rate()).hasValue(2.5);
    assertThat(read.scenarios()).containsExactly("echo", "chat");
    Profile profile = read.profile();
    assertThat(profile.length()).isEqualTo(Duration.ofSeconds(100));
    assertThat(profile.clientsAt(5 * SECOND, 200)).isEqualTo(25);
    assertThat(profile.clientsAt(20 * SECOND, 200)).isEqualTo(200);
    Stage second = profile.at(50 * SECOND);
    assertThat(second.rate()).isEqualTo(new Ramp(new Level(2, false), new Level(3, true)));
    assertThat(second.exit()).isEqualTo(Stage.Exit.DROP);
    assertThat(second.away()).isEqualTo(Duration.ofMillis(500));
    assertThat(second.churn()).isEqualTo(0.05);
    assertThat(second.storm()).isEqualTo(0.2);
  }

  @Test
  void leavesAreSpreadOverAStageAndStormsAreAtItsStart() {
    Profile profile =
        Profiles.parse(
                "test",
                "stages = [ { duration = 10s, churn = 10 % }, { duration = 10s, storm = 50 %,"
                    + " clients = [80, 40], churn = 5 % } ]")
            .profile();
    assertThat(profile.leavesIn(-1, 0, 100)).isZero();
    assertThat(profile.leavesIn(0, SECOND, 100)).isCloseTo(10, within(1e-6));
    assertThat(profile.leavesIn(9 * SECOND, 10 * SECOND, 100)).isCloseTo(10 + 40, within(1e-6));
    assertThat(profile.leavesIn(10 * SECOND, 20 * SECOND, 100)).isCloseTo(30, within(1e-6));
    assertThat(profile.leavesIn(20 * SECOND, 30 * SECOND, 100)).isZero();
  }

  @Test
  void aStormAtTheVeryStartCountsOnce() {
    Profile profile =
        Profiles.parse("test", "stages = [ { duration = 1s, storm = 100 % } ]").profile();
    assertThat(profile.leavesIn(-1, 0, 10)).isEqualTo(10);
    assertThat(profile.leavesIn(0, SECOND, 10)).isZero();
  }

  @Test
  void isStretchedAsAWhole() {
    Profile profile = Profiles.find("ramp").profile().lasting(Duration.ofSeconds(6));
    assertThat(profile.length()).isEqualTo(Duration.ofSeconds(6));
    assertThat(profile.clientsAt(SECOND, 300)).isEqualTo(100);
    assertThat(profile.clientsAt(4 * SECOND, 300)).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stages = []                                | my.conf:1: stages = []: must be a list of 1 to 100 stages: [ { duration = 10s }, ... ]
          stage = 1                                  | my.conf:1: stage = 1: there is no such key; the keys are clients, rate, scenario, stages
          clients = 3                                | my.conf: stages is missing; it must be a list of 1 to 100 stages: [ { duration = 10s }, ... ]
          stages = [ { clients = 3 } ]               | my.conf: stages[1].duration is missing; it must be a time from 1ms to 24h, such as 500ms
          stages = [ { duration = 10 } ]             | my.conf:1: stages[1].duration = 10: must be a time from 1ms to 24h, such as 500ms
          stages = [ { duration = "10" } ]           | my.conf:1: stages[1].duration = 10: must be a time from 1ms to 24h, such as 500ms
          stages = [ { duration = 1s, clients = [] } ] | my.conf:1: stages[1].clients = []: must be 0 to 100000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, clients = [1] } ] | my.conf:1: stages[1].clients = [1]: must be 0 to 100000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, clients = "0x1p3" } ] | my.conf:1: stages[1].clients = 0x1p3: must be 0 to 100000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 25h } ]            | my.conf:1: stages[1].duration = 25h: must be a time from 1ms to 24h, such as 500ms
          stages = [ { duration = 1s, clints = 3 } ] | my.conf:1: stages[1].clints = 3: there is no such key; the keys are away, churn, clients, duration, exit, name, rate, storm
          stages = [ { duration = 1s, rate = -1 } ]  | my.conf:1: stages[1].rate = -1: must be 0 to 10000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, rate = true } ] | my.conf:1: stages[1].rate = true: must be 0 to 10000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, clients = [1, 2, 3] } ] | my.conf:1: stages[1].clients = [1,2,3]: must be 0 to 100000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, clients = 100001 } ] | my.conf:1: stages[1].clients = 100001: must be 0 to 100000, or 0 % to 10000 %, or a list of two: [FROM, TO]
          stages = [ { duration = 1s, churn = 5 } ]  | my.conf:1: stages[1].churn = 5: must be a percentage from 0 % to 100 %
          stages = [ { duration = 1s, storm = 101 % } ] | my.conf:1: stages[1].storm = 101 %: must be a percentage from 0 % to 100 %
          stages = [ { duration = 1s, exit = run } ] | my.conf:1: stages[1].exit = run: must be leave or drop
          clients = 0, stages = [ { duration = 1s } ] | my.conf:1: clients = 0: must be 1 to 100000
          """)
  void namesTheKeyTheValueAndTheLimit(String text, String message) {
    assertThatThrownBy(() -> Profiles.parse("my.conf", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void namesTheProfilesWhenTheGivenOneIsUnknown() {
    assertThatThrownBy(() -> Profiles.find("spikes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no profile and no readable file 'spikes'; the profiles are ramp, steps,"
                + " spike, soak, churn");
  }

  @Test
  void namesTheLineOfASyntaxError() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.conf"), "stages = [\n{ duration = }\n]]\n");
    assertThatThrownBy(() -> Profiles.find(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad.conf: ");
  }
}
