package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// All that came of a run.
///
/// @param info what was asked for
/// @param connections what became of the connections
/// @param scenarios what came of each scenario, in their order
/// @param lag how late the generator itself was, for each message
/// @param use what the swarm took of the machine
/// @param failures refusals that the server sent, and no scenario counts
/// @param errors how many there were of each reason
/// @param leftOver what the swarm's own engine still owes in the end; empty when nothing
/// @param ending how the run ended
/// @param hostile what the hostile clients got, by kind; empty when nobody was hostile
/// @param timeline the run second by second
/// @param histograms each latency's distribution, by the scenario's name, and for `connect`,
///   `login` and `lag`, which come before a scenario of such a name
/// @param processes that took part, where there were several; empty for a run of one process
public record SwarmResult(
    RunInfo info,
    Connections connections,
    List<ScenarioResult> scenarios,
    LatencySummary lag,
    MachineUse use,
    long failures,
    SortedMap<String, Long> errors,
    String leftOver,
    Ending ending,
    List<HostileKindResult> hostile,
    Timeline timeline,
    Map<String, LatencyHistogram> histograms,
    List<ProcessResult> processes) {
  /// Copies the histograms, in their order, and the list of processes.
  public SwarmResult {
    histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    processes = List.copyOf(processes);
  }

  /// Of a run of one process.
  public SwarmResult(
      RunInfo info,
      Connections connections,
      List<ScenarioResult> scenarios,
      LatencySummary lag,
      MachineUse use,
      long failures,
      SortedMap<String, Long> errors,
      String leftOver,
      Ending ending,
      List<HostileKindResult> hostile,
      Timeline timeline,
      Map<String, LatencyHistogram> histograms) {
    this(
        info,
        connections,
        scenarios,
        lag,
        use,
        failures,
        errors,
        leftOver,
        ending,
        hostile,
        timeline,
        histograms,
        List.of());
  }

  /// The latencies of the scenarios' own, by name: `move.correction`.
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

  /// Whether the run came to its end.
  public boolean isComplete() {
    return ending.isComplete();
  }

  /// How long messages were really sent in all.
  public Duration sending() {
    return ending.sending();
  }
}
