package dev.wharf.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final String TRIAL = "100x1, 32 B";
  private static final Figure CPU = View.cpuMicrosPer("msg", "messages");

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
  void takesTheMedianOfTheMeasuredRoundsOnly() {
    Results results = new Results();
    results.add(run("nio2", 0, 0, 99));
    for (double cpu : new double[] {4, 1, 3, 2}) {
      results.add(run("nio2", 1, 0, cpu));
    }
    assertThat(results.spread(CPU, "nio2", TRIAL)).contains(new Spread(2.5, 1, 4));
  }

  @Test
  void leavesFaultyRunsOutOfTheFiguresAndListsThem() {
    Results results = new Results();
    results.add(run("nio2", 1, 1, 1));
    assertThat(results.spread(CPU, "nio2", TRIAL)).isEmpty();
    assertThat(results.faulty()).hasSize(1);
  }

  @Test
  void comparesWithTheBetterOfSeveral() {
    Results results = new Results();
    results.add(run("wharf-jdk", 1, 0, 6));
    results.add(run("netty-uring", 1, 0, 8));
    results.add(run("netty-uring-ring", 1, 0, 4));
    assertThat(results.ratio(CPU, "wharf-jdk", Contender.NETTY_URING, TRIAL).orElseThrow())
        .isCloseTo(1.5, within(1e-9));
    assertThat(results.ratio(CPU, "wharf-jdk", List.of("c-epoll"), TRIAL)).isEmpty();
  }

  /// The ratios of the rounds are 0.5, 0.5, 0.5 and 0.625. Their mean has the interval that a table
  /// of Student's t distribution gives (three degrees of freedom: 3.182).
  @Test
  void showsTheRangeOfARatioFromFourRoundsOn() {
    Results results = new Results();
    double[] own = {4, 5, 6, 5};
    double[] other = {8, 10, 12, 8};
    for (int round = 1; round <= 4; round++) {
      assertThat(interval(results)).isEmpty();
      results.add(run("wharf-jdk", round, 0, own[round - 1]));
      results.add(run("nio2", round, 0, other[round - 1]));
    }
    results.add(run("wharf-jdk", 5, 0, 7)); // the other server has no fifth round
    Interval interval = interval(results).orElseThrow();
    assertThat(interval.low()).isCloseTo(0.5287 / 1.1942, within(0.003));
    assertThat(interval.high()).isCloseTo(0.5287 * 1.1942, within(0.003));
    assertThat(Table.lines(echo(), results)).anyMatch(line -> line.contains("0.56 (0.44-0.63)"));
  }

  private static Optional<Interval> interval(Results results) {
    return results.ratioInterval(CPU, "wharf-jdk", List.of("nio2"), TRIAL);
  }

  @Test
  void showsALineForEachServerThatWasMeasured() {
    Results results = new Results();
    results.add(run("wharf-jdk", 1, 0, 6));
    results.add(run("nio2", 1, 0, 8));
    assertThat(Table.lines(echo(), results))
        .containsExactly(
            "echo         server     CPU us/msg    min-max  /nio2  msg/s",
            "100x1, 32 B  wharf-jdk        6.00  6.00-6.00   0.75   1000",
            "100x1, 32 B  nio2             8.00  8.00-8.00   1.00   1000");
  }

  @Test
  void namesAMissingValue() {
    Outcome outcome = new Outcome(true, Map.of("messages", 2.0)).with(Map.of("more", 3.0));
    assertThat(outcome.ratio("more", "messages")).isEqualTo(1.5);
    assertThatThrownBy(() -> outcome.value("p50_us")).hasMessageContaining("no value p50_us");
  }

  @Test
  void choosesAmongTheExistingServers() {
    CommonOptions options = new CommonOptions();
    options.servers.addAll(List.of("nio2", "wharf-jdk"));
    List<Contender> engines = Contender.enginesAndNetty();
    assertThat(options.chosen(Contender.all()))
        .extracting(Contender::title)
        .containsExactly("wharf-jdk", "nio2");
    assertThat(options.among(engines).servers).containsExactly("wharf-jdk");
    assertThatThrownBy(() -> options.chosen(engines)).hasMessageContaining("no server 'nio2'");
  }

  @Test
  void everyComparisonHasServersAndTrials() {
    CommonOptions options = new CommonOptions();
    for (BenchmarkCommand kind : new BenchCommand().kinds()) {
      Benchmark benchmark = kind.benchmark(kind.commands(), options);
      assertThat(benchmark.contenders()).as(benchmark.name()).hasSizeGreaterThan(1);
      assertThat(benchmark.trialTitles()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  private static Benchmark echo() {
    Trial trial =
        new Trial() {
          @Override
          public String title() {
            return TRIAL;
          }

          @Override
          public Outcome measure(Contender contender, ServerProcess server) {
            throw new UnsupportedOperationException();
          }
        };
    return new Benchmark(
        "echo",
        Contender.all(),
        List.of(trial),
        1,
        Benchmark.Life.WHOLE,
        new View(
            CPU,
            List.of(View.Reference.NIO2),
            List.of(Figure.of("msg/s", 0, "messages_per_second"))));
  }

  private static Run run(String contender, int round, int exitCode, double cpuMicros) {
    Map<String, Double> values =
        Map.of(
            "messages", 1e6,
            "server_cpu_seconds", cpuMicros,
            "messages_per_second", 1000.0);
    return new Run(contender, TRIAL, round, new Outcome(exitCode == 0, values));
  }
}
