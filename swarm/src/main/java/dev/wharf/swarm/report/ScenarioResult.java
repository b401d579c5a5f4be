package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// The result of one scenario.
///
/// @param duration the actual time of sending, including pauses: shorter than planned when the run
///   was stopped, zero when the scenario never began
/// @param counts the counts of its messages
/// @param settling the deliveries that arrived after the last message was sent; no rate includes
///   them
/// @param lostWithConnection the lost deliveries whose user lost its connection, as their sender or
///   their receiver
/// @param latency the latency of the deliveries, from the time at which each message was due
/// @param counters the scenario's own counters, by name
public record ScenarioResult(
    String name,
    @JsonProperty("duration_seconds") Duration duration,
    @JsonUnwrapped Counts counts,
    long settling,
    long lostWithConnection,
    LatencySummary latency,
    SortedMap<String, Long> counters) {
  /// Creates the result of a scenario whose users lost no connection.
  public ScenarioResult(
      String name,
      Duration duration,
      Counts counts,
      long settling,
      LatencySummary latency,
      SortedMap<String, Long> counters) {
    this(name, duration, counts, settling, 0, latency, counters);
  }

  /// Creates the result of a scenario without its own counters.
  public ScenarioResult(
      String name, Duration duration, Counts counts, long settling, LatencySummary latency) {
    this(name, duration, counts, settling, latency, Collections.emptySortedMap());
  }

  /// Returns the result of a scenario without messages.
  static ScenarioResult none(String name) {
    return new ScenarioResult(name, Duration.ZERO, Counts.NONE, 0, LatencySummary.NONE);
  }

  /// Adds up the results with the same name, in the order of first occurrence.
  static List<ScenarioResult> sum(
      List<ScenarioResult> parts, Map<String, LatencyHistogram> histograms) {
    Map<String, ScenarioResult> sums = new LinkedHashMap<>();
    parts.forEach(one -> sums.merge(one.name, one, ScenarioResult::plus));
    return sums.values().stream()
        .map(one -> one.with(LatencyHistogram.summaryOf(histograms, one.name)))
        .toList();
  }

  /// Returns the sum of this result and another one. Of each percentile, keeps the larger one.
  ScenarioResult plus(ScenarioResult other) {
    return new ScenarioResult(
        name,
        Ending.longer(duration, other.duration),
        counts.plus(other.counts),
        settling + other.settling,
        lostWithConnection + other.lostWithConnection,
        latency.orWorse(other.latency),
        Timeline.sum(counters, other.counters));
  }

  private ScenarioResult with(LatencySummary exact) {
    return new ScenarioResult(
        name, duration, counts, settling, lostWithConnection, exact, counters);
  }

  /// Returns the messages sent per second; 0 when no message was sent.
  @JsonProperty
  public double sentPerSecond() {
    return perSecond(counts.sent());
  }

  /// Returns the deliveries per second in the time of sending, without the deliveries that arrived
  /// after that time.
  @JsonProperty
  public double deliveredPerSecond() {
    return perSecond(counts.delivered() - settling);
  }

  private double perSecond(long count) {
    return duration.isZero() ? 0 : count * 1e9 / duration.toNanos();
  }
}
