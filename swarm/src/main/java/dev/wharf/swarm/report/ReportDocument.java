package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// A report in the shape of its JSON. Each field is explained in docs/swarm-report.md.
public record ReportDocument(
    int format,
    String verdict,
    List<Bound> thresholds,
    Run run,
    RunEnvironment environment,
    Connections connections,
    List<ScenarioResult> scenarios,
    LatencySummary generatorLag,
    Use swarm,
    List<ProcessResult> processes,
    List<HostileKindResult> hostile,
    long failures,
    SortedMap<String, Long> errors,
    List<String> doubts,
    List<String> advice,
    List<String> notes,
    Map<String, LatencyHistogram> histograms,
    JsonNode timeline) {
  /// Raised when a field changes its meaning, or goes.
  static final int FORMAT = 3;

  /// What a threshold came to.
  public record Bound(String threshold, String found, boolean holds) {}

  /// What was asked for, and how it ended.
  public record Run(
      @JsonUnwrapped RunInfo info, Duration sendingSeconds, boolean complete, String endedEarly) {}

  /// What the swarm took, and what its engine still owed.
  public record Use(@JsonUnwrapped MachineUse use, String leftOver) {}

  /// The document of a report.
  public static ReportDocument of(Report report) {
    SwarmResult result = report.result();
    Verdict verdict = report.verdict();
    return new ReportDocument(
        FORMAT,
        verdict.isGood() ? "pass" : "fail",
        verdict.checks().stream()
            .map(one -> new Bound(one.threshold().text(), one.found(), one.holds()))
            .toList(),
        new Run(result.info(), result.sending(), result.isComplete(), result.ending().whyEarly()),
        report.environment(),
        result.connections(),
        result.scenarios(),
        result.lag(),
        new Use(result.use(), result.leftOver()),
        result.processes(),
        result.hostile(),
        result.failures(),
        result.errors(),
        Doubts.of(result, verdict),
        Advice.of(result),
        report.notes(),
        result.histograms(),
        TimelineColumns.write(result.timeline()));
  }

  /// What came of the run. Points of the timeline are as exact as they were written.
  public SwarmResult result() {
    return new SwarmResult(
        run.info(),
        connections,
        scenarios,
        generatorLag,
        swarm.use(),
        failures,
        errors,
        swarm.leftOver(),
        new Ending(run.sendingSeconds(), run.endedEarly()),
        hostile,
        TimelineColumns.read(timeline),
        histograms,
        processes);
  }
}
