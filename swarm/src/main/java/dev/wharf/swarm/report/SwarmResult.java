package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The result of a run, or of a part of it.
///
/// @param run the settings and the ending
/// @param connections the counts of the clients
/// @param scenarios the results of the scenarios in their order
/// @param lag the delays with which the generator itself sent the messages
/// @param generator the swarm's own use of the machine
/// @param failures the failures from the server that no scenario counts
/// @param errors the number of errors by reason
/// @param hostile the results of hostile clients, by kind; empty when there were none
/// @param timeline the run second by second
/// @param histograms each latency's distribution, by the scenario's name, and for `connect`,
///   `login`, `resume` and `lag`, which take precedence over a scenario of the same name
/// @param processes the results of the processes; empty for a run of one process
public record SwarmResult(
    Run run,
    Connections connections,
    List<ScenarioResult> scenarios,
    @JsonProperty("generator_lag") LatencySummary lag,
    @JsonProperty("swarm") Generator generator,
    long failures,
    SortedMap<String, Long> errors,
    List<HostileKindResult> hostile,
    Timeline timeline,
    Map<String, LatencyHistogram> histograms,
    List<ProcessResult> processes) {
  /// Copies the histograms, in their order, and the list of processes.
  public SwarmResult {
    histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    processes = List.copyOf(processes);
  }

  /// The settings, and how the run ended.
  public record Run(@JsonUnwrapped RunInfo info, @JsonUnwrapped Ending ending) {}

  /// The figures of the swarm itself, which generates the load.
  ///
  /// @param use the swarm's use of the machine
  /// @param leftOver the resources that the swarm's engine did not release, as text; empty when it
  ///   released all
  public record Generator(@JsonUnwrapped MachineUse use, String leftOver) {}

  /// Returns the result of an empty run.
  public static SwarmResult none(RunInfo info, Ending ending, Timeline timeline) {
    return none(new Run(info, ending), List.of(), List.of(), timeline);
  }

  /// Returns a result without figures. It only serves to list the names of all figures.
  static SwarmResult ofNames(List<String> scenarios, List<String> hostileKinds) {
    return none(
        new Run(RunInfo.NONE, Ending.inTime(Duration.ZERO)),
        scenarios.stream().map(ScenarioResult::none).toList(),
        hostileKinds.stream().map(HostileKindResult::none).toList(),
        Timeline.NONE);
  }

  private static SwarmResult none(
      Run run, List<ScenarioResult> scenarios, List<HostileKindResult> hostile, Timeline timeline) {
    return new SwarmResult(
        run,
        Connections.NONE,
        scenarios,
        LatencySummary.NONE,
        new Generator(MachineUse.NONE, ""),
        0,
        new TreeMap<>(),
        hostile,
        timeline,
        Map.of(),
        List.of());
  }

  /// Returns the sum of this result and the result of one more process. When that process started
  /// child processes, the sum lists the child processes.
  ///
  /// @param name the process's name in the report
  public SwarmResult plus(String name, String machine, SwarmResult result) {
    return result.processes.isEmpty()
        ? plus(result, List.of(ProcessResult.of(name, machine, result)))
        : plus(
            result,
            result.processes.stream().map(one -> one.named(name + ", " + one.name())).toList());
  }

  /// Returns a copy with one more process, which has no result. The figures of the process are in
  /// no sum, but an error names the process.
  public SwarmResult plusLost(ProcessResult process) {
    SortedMap<String, Long> loss =
        new TreeMap<>(Map.of("lost " + process.name() + ": " + process.fate(), 1L));
    return plus(none(info(), ending(), Timeline.NONE).with(loss, Timeline.NONE), List.of(process));
  }

  /// Returns a copy of this result with the server's own figures.
  ///
  /// @param figures points with only the server's figures, for the whole run
  public SwarmResult withServer(Timeline figures) {
    return with(errors, timeline.withServer(figures));
  }

  private SwarmResult with(SortedMap<String, Long> otherErrors, Timeline otherTimeline) {
    return new SwarmResult(
        run,
        connections,
        scenarios,
        lag,
        generator,
        failures,
        otherErrors,
        hostile,
        otherTimeline,
        histograms,
        processes);
  }

  /// Combines two results: adds their counts, and computes percentiles from the added histograms.
  private SwarmResult plus(SwarmResult part, List<ProcessResult> its) {
    Map<String, LatencyHistogram> sums = new LinkedHashMap<>(histograms);
    part.histograms.forEach((name, one) -> sums.merge(name, one, LatencyHistogram::plus));
    List<ProcessResult> all = joined(processes, its);
    return new SwarmResult(
        new Run(info(), ending().beside(part.ending())),
        connections.plus(part.connections, sums),
        ScenarioResult.sum(joined(scenarios, part.scenarios), sums),
        LatencyHistogram.summaryOf(sums, "lag"),
        new Generator(
            ProcessResult.use(all),
            Stream.of(leftOver(), part.leftOver())
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining("; "))),
        failures + part.failures,
        Timeline.sum(errors, part.errors),
        joined(hostile, part.hostile),
        timeline.beside(part.timeline),
        sums,
        all);
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /// Returns the settings.
  public RunInfo info() {
    return run.info();
  }

  /// Returns how the run ended.
  public Ending ending() {
    return run.ending();
  }

  /// Returns the swarm's use of the machine.
  public MachineUse use() {
    return generator.use();
  }

  /// Returns the resources that the swarm's engine did not release, as text; empty when it released
  /// all.
  public String leftOver() {
    return generator.leftOver();
  }

  /// Returns all latencies of the run by their names, in the order of reports.
  public Map<String, LatencySummary> latencies() {
    Map<String, LatencySummary> latencies = new LinkedHashMap<>();
    latencies.put("connect", connections.connect());
    latencies.put("login", connections.login());
    if (connections.resumes().absences() > 0) {
      latencies.put("resume", connections.resumes().time());
    }
    scenarios.forEach(one -> latencies.put(one.name(), one.latency()));
    latencies.putAll(ownTimings());
    latencies.put("generator lag", lag);
    return latencies;
  }

  /// Returns the counters that the scenarios have added, by name: `move.states`.
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (ScenarioResult scenario : scenarios) {
      scenario.counters().forEach((name, one) -> counters.put(scenario.name() + "." + name, one));
    }
    return counters;
  }

  /// Returns the latencies that the scenarios have added, by name: `move.correction`.
  Map<String, LatencySummary> ownTimings() {
    Map<String, LatencySummary> timings = new LinkedHashMap<>();
    for (ScenarioResult scenario : scenarios) {
      histograms.forEach(
          (name, one) -> {
            if (name.startsWith(scenario.name() + ".")) {
              timings.put(name, one.summary());
            }
          });
    }
    return timings;
  }

  /// Returns the results of all scenarios as one: the sum of their counts. Of each percentile, the
  /// largest one is kept.
  public ScenarioResult total() {
    return scenarios.stream().reduce(ScenarioResult.none("all"), ScenarioResult::plus);
  }

  /// Returns whether the run lasted its full time.
  public boolean isComplete() {
    return ending().isComplete();
  }

  /// Returns the actual time of sending.
  public Duration sending() {
    return ending().sending();
  }
}
