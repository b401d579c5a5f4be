package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The results of several processes as that of one run: counts are sums, and percentiles those of
/// the histograms added up. A process without a result is in no sum; it is named among the errors,
/// and fails the verdict.
///
/// For one thread.
public final class MergedResult {
  private final RunInfo info;
  private final List<SwarmResult> parts = new ArrayList<>();
  private final List<ProcessResult> processes = new ArrayList<>();
  private final List<MergedTimeline.Reading> readings = new ArrayList<>();
  private boolean isStopped;

  /// @param info of the whole run
  public MergedResult(RunInfo info) {
    this.info = info;
  }

  /// Adds what came of one process, or of those that it has started.
  public void add(ProcessResult process, SwarmResult result) {
    if (result.processes().isEmpty()) {
      processes.add(process);
    }
    result.processes().forEach(one -> processes.add(one.named(process.name() + ", " + one.name())));
    parts.add(result);
  }

  /// Adds one of which no result came.
  public void addLost(ProcessResult process) {
    processes.add(process);
  }

  /// Adds the server's own figures at a time.
  ///
  /// @param at in seconds from the run's start
  public void add(double at, Map<ServerFigure, Double> figures) {
    readings.add(new MergedTimeline.Reading(at, figures));
  }

  /// The run was stopped, whatever its processes say.
  public void stopped() {
    isStopped = true;
  }

  /// All together, with the server's figures of the first process that asked for them.
  public SwarmResult result() {
    for (SwarmResult part : parts) {
      ServerMetrics.Answers answers = part.timeline().server();
      if (!answers.url().isEmpty()) {
        part.timeline().points().forEach(point -> add(point.at(), point.server()));
        return result(answers);
      }
    }
    return result(ServerMetrics.Answers.NONE);
  }

  /// All together.
  ///
  /// @param server how asking the server for its figures went
  public SwarmResult result(ServerMetrics.Answers server) {
    Map<String, LatencyHistogram> histograms = histograms();
    return new SwarmResult(
        info,
        connections(histograms),
        scenarios(histograms),
        LatencyHistogram.summaryOf(histograms, "lag"),
        use(),
        parts.stream().mapToLong(SwarmResult::failures).sum(),
        errors(),
        leftOver(),
        ending(),
        parts.stream().flatMap(part -> part.hostile().stream()).toList(),
        MergedTimeline.of(parts.stream().map(SwarmResult::timeline).toList(), readings, server),
        histograms,
        processes);
  }

  private Ending ending() {
    return new Ending(
        parts.stream().map(SwarmResult::sending).reduce(Duration.ZERO, MergedResult::longer),
        isStopped
            ? Ending.STOPPED
            : parts.stream()
                .map(part -> part.ending().whyEarly())
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse(""));
  }

  private Map<String, LatencyHistogram> histograms() {
    Map<String, LatencyHistogram> sums = new LinkedHashMap<>();
    parts.forEach(
        part ->
            part.histograms()
                .forEach((name, one) -> sums.merge(name, one, LatencyHistogram::plus)));
    return sums;
  }

  private Connections connections(Map<String, LatencyHistogram> histograms) {
    return new Connections(
        parts.stream().mapToInt(part -> part.connections().asked()).sum(),
        sum(Connections::connected),
        sum(Connections::connectFailed),
        sum(Connections::loggedIn),
        sum(Connections::loginFailed),
        sum(Connections::retried),
        sum(Connections::disconnected),
        LatencyHistogram.summaryOf(histograms, "connect"),
        LatencyHistogram.summaryOf(histograms, "login"));
  }

  private long sum(ToLongFunction<Connections> count) {
    return parts.stream().mapToLong(part -> count.applyAsLong(part.connections())).sum();
  }

  private List<ScenarioResult> scenarios(Map<String, LatencyHistogram> histograms) {
    Map<String, Counts> counts = new LinkedHashMap<>();
    Map<String, Duration> durations = new HashMap<>();
    Map<String, Long> settling = new HashMap<>();
    Map<String, SortedMap<String, Long>> counters = new HashMap<>();
    for (SwarmResult part : parts) {
      for (ScenarioResult one : part.scenarios()) {
        counts.merge(one.name(), one.counts(), Counts::plus);
        durations.merge(one.name(), one.duration(), MergedResult::longer);
        settling.merge(one.name(), one.settling(), Long::sum);
        SortedMap<String, Long> own = counters.computeIfAbsent(one.name(), _ -> new TreeMap<>());
        one.counters().forEach((name, count) -> own.merge(name, count, Long::sum));
      }
    }
    List<ScenarioResult> scenarios = new ArrayList<>();
    counts.forEach(
        (name, sum) ->
            scenarios.add(
                new ScenarioResult(
                    name,
                    durations.getOrDefault(name, Duration.ZERO),
                    sum,
                    settling.getOrDefault(name, 0L),
                    LatencyHistogram.summaryOf(histograms, name),
                    counters.getOrDefault(name, Collections.emptySortedMap()))));
    return scenarios;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /// Processors of one machine count once.
  private MachineUse use() {
    Map<String, MachineUse> machines = new LinkedHashMap<>();
    processes.stream()
        .filter(one -> !one.isLost())
        .forEach(one -> machines.merge(one.machine(), one.use(), MachineUse::beside));
    return machines.values().stream()
        .reduce(MachineUse::withMachine)
        .orElse(new MachineUse(0, 0, 0, 0, 0));
  }

  private SortedMap<String, Long> errors() {
    SortedMap<String, Long> sums = new TreeMap<>();
    parts.forEach(
        part -> part.errors().forEach((reason, count) -> sums.merge(reason, count, Long::sum)));
    processes.stream()
        .filter(ProcessResult::isLost)
        .forEach(one -> sums.merge("lost " + one.name() + ": " + one.fate(), 1L, Long::sum));
    return sums;
  }

  private String leftOver() {
    return parts.stream()
        .map(SwarmResult::leftOver)
        .filter(one -> !one.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
