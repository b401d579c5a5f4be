package dev.wharf.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Load LOAD = Load.parse("100x1", 32);

  @Test
  void readsLoadsOfBothKinds() {
    assertThat(Load.parse("1000x8", 32))
        .isEqualTo(new Load(1000, 8, 0, 32))
        .hasToString("1000x8, 32 B");
    assertThat(Load.parse("1000@40000", 1024))
        .isEqualTo(new Load(1000, 1, 40_000, 1024))
        .hasToString("1000@40000, 1024 B");
    assertThatThrownBy(() -> Load.parse("0x8", 32)).hasMessageContaining("'0x8' is no load");
  }

  @Test
  void takesTheMedianOfTheMeasuredRoundsAlone() {
    Results results = new Results();
    results.add(run("nio2", 0, 0, 99));
    for (double cpu : new double[] {4, 1, 3, 2}) {
      results.add(run("nio2", 1, 0, cpu));
    }
    assertThat(results.figures("nio2", LOAD).orElseThrow().cpu()).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void leavesFaultyRunsOutOfTheFiguresAndTellsThem() {
    Results results = new Results();
    results.add(run("nio2", 1, 1, 1));
    assertThat(results.figures("nio2", LOAD)).isEmpty();
    assertThat(results.faulty()).hasSize(1);
  }

  @Test
  void comparesWithTheBetterOfSeveral() {
    Results results = new Results();
    results.add(run("wharf-jdk", 1, 0, 6));
    results.add(run("netty-uring", 1, 0, 8));
    results.add(run("netty-uring-ring", 1, 0, 4));
    assertThat(results.ratio("wharf-jdk", Contender.NETTY_URING, LOAD).orElseThrow())
        .isCloseTo(1.5, within(1e-9));
    assertThat(results.ratio("wharf-jdk", List.of("c-epoll"), LOAD)).isEmpty();
  }

  @Test
  void showsALineForEachServerThatWasMeasured() {
    Results results = new Results();
    results.add(run("wharf-jdk", 1, 0, 6));
    results.add(run("nio2", 1, 0, 8));
    List<String> lines = Table.lines(results, List.of(LOAD), Contender.all());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1))
        .startsWith("100x1, 32 B  wharf-jdk")
        .contains("6.00  6.00-6.00   0.75");
  }

  private static Run run(String contender, int round, int exitCode, double cpuMicros) {
    Map<String, Double> values =
        Map.of(
            "messages", 1e6,
            "server_cpu_seconds", cpuMicros,
            "messages_per_second", 1000.0,
            "p50_us", 1.0,
            "p99_us", 2.0,
            "p999_us", 3.0);
    return new Run(contender, LOAD, round, exitCode, "{}", values);
  }
}
