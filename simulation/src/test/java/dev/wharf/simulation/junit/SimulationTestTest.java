package dev.wharf.simulation.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import dev.wharf.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/// Tests [SimulationTest]: runs the methods of [Samples] with JUnit's launcher.
class SimulationTestTest {
  /// The methods that the tests run.
  static class Samples {
    private long before;

    @BeforeEach
    void remembers(Simulation simulation) {
      before = simulation.seed();
    }

    @SimulationTest(seeds = 3, kept = 17)
    void passes(Simulation simulation) throws Exception {
      simulation.sleep(Duration.ofHours(1));
      assertThat(simulation.time()).isGreaterThanOrEqualTo(Duration.ofHours(1));
      assertThat(simulation.seed()).isEqualTo(before);
    }

    @SimulationTest(seeds = 1)
    void fails(Simulation simulation) throws Exception {
      simulation.sleep(Duration.ofSeconds(90));
      assertThat(simulation.newHost("a").runtime().newRandom().nextLong()).isZero();
    }

    @SimulationTest(seeds = 1)
    void throwsAnException() throws Exception {
      throw new IOException("disk full");
    }

    @SimulationTest(seeds = 1)
    void throwsAnError() {
      throw new ExceptionInInitializerError("no settings");
    }

    @SimulationTest(seeds = 1)
    void aborts() {
      assumeTrue(false);
    }
  }

  private final List<String> names = new ArrayList<>();
  private final List<TestExecutionResult> results = new ArrayList<>();

  @Test
  void runsTheKeptSeedsFirstAndFreshSeedsAfterThem() {
    run("passes", Simulation.class, Map.of());
    List<String> first = List.copyOf(names);
    run("passes", Simulation.class, Map.of());
    assertThat(names).hasSize(8).element(0).isEqualTo("seed 17");
    assertThat(names).element(4).isEqualTo("seed 17");
    assertThat(names.subList(5, 8)).doesNotContainAnyElementsOf(first.subList(1, 4));
    assertThat(results).allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
  }

  @Test
  void thePropertyRunsOnlyOneSeed() {
    run("passes", Simulation.class, Map.of("simulation.seed", "4711"));
    assertThat(names).containsExactly("seed 4711");
    assertThat(results).allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
  }

  @Test
  void aFailureNamesTheSeedAndTheSeedRepeatsIt() {
    run("fails", Simulation.class, Map.of());
    String message = failure();
    String seed = names.getFirst().substring("seed ".length());
    assertThat(message)
        .startsWith("seed " + seed + ", after PT1M30")
        .contains("; -Dsimulation.seed=" + seed + " repeats only this run:", "expected: 0L");

    run("fails", Simulation.class, Map.of("simulation.seed", seed));
    assertThat(failure()).isEqualTo(message);
    run("fails", Simulation.class, Map.of("simulation.seed", seed + "0"));
    assertThat(failure()).isNotEqualTo(message);
  }

  @Test
  void anExceptionIsAFailureWithTheSeedToo() {
    run("throwsAnException", null, Map.of("simulation.seed", "5"));
    assertThat(failure()).startsWith("seed 5, after ").endsWith("java.io.IOException: disk full");
  }

  @Test
  void anErrorIsAFailureWithTheSeedToo() {
    run("throwsAnError", null, Map.of("simulation.seed", "6"));
    assertThat(failure()).startsWith("seed 6, after ").endsWith("Error: no settings");
  }

  @Test
  void anAbortedTestIsNoFailure() {
    run("aborts", null, Map.of());
    assertThat(results).extracting(TestExecutionResult::getStatus).containsExactly(Status.ABORTED);
  }

  @Test
  void aWrongSeedIsNamed() {
    run("passes", Simulation.class, Map.of("simulation.seed", "x"));
    assertThat(names).isEmpty();
    assertThat(failure()).isEqualTo("simulation.seed must be a number, not 'x'");
  }

  private String failure() {
    Optional<Throwable> thrown = results.getLast().getThrowable();
    return String.valueOf(thrown.orElseThrow().getMessage());
  }

  /// Runs a method of [Samples], and keeps the names and the results of its invocations, or the
  /// failure of the whole method.
  private void run(String method, Class<?> parameter, Map<String, String> configuration) {
    String parameters = parameter == null ? "" : parameter.getName();
    LauncherDiscoveryRequest request =
        request()
            .selectors(selectMethod(Samples.class, method, parameters))
            .configurationParameters(configuration)
            .build();
    LauncherFactory.create().execute(request, new Results());
  }

  private final class Results implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        names.add(test.getDisplayName());
      }
      if (test.isTest() || result.getStatus() != Status.SUCCESSFUL) {
        results.add(result);
      }
    }
  }
}
