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
/// @param duration how long its messages were really sent, pauses included: less than was asked for
///   when the run was stopped, zero when it never began
/// @param counts of its messages
/// @param settling how many of the deliveries came after the last message had been sent, while the
///   run waited for the rest: they are in no rate
/// @param latency of each delivery, from the time that its message was to be sent
/// @param counters the scenario's own counters, by name
public record ScenarioResult(
    String name,
    @JsonProperty("duration_seconds") Duration duration,
    @JsonUnwrapped Counts counts,
    long settling,
    LatencySummary latency,
    SortedMap<String, Long> counters) {
  /// A scenario without counters of its own.
  public ScenarioResult(
      String name, Duration duration, Counts counts, long settling, LatencySummary latency) {
    this(name, duration, counts, settling, latency, Collections.emptySortedMap());
  }

  /// A scenario in which nothing has happened.
  static ScenarioResult none(String name) {
    return new ScenarioResult(name, Duration.ZERO, Counts.NONE, 0, LatencySummary.NONE);
  }

  /// The sums of the scenarios of each name, in the order of their first ones.
  static List<ScenarioResult> sum(
      List<ScenarioResult> parts, Map<String, LatencyHistogram> histograms) {
    Map<String, ScenarioResult> sums = new LinkedHashMap<>();
    parts.forEach(one -> sums.merge(one.name, one, ScenarioResult::plus));
    return sums.values().stream()
        .map(one -> one.with(LatencyHistogram.summaryOf(histograms, one.name)))
        .toList();
  }

  /// The sum of this and another. Of latencies the larger ones stay.
  ScenarioResult plus(ScenarioResult other) {
    return new ScenarioResult(
        name,
        Ending.longer(duration, other.duration),
        counts.plus(other.counts),
        settling + other.settling,
        latency.orWorse(other.latency),
        Timeline.sum(counters, other.counters));
  }

  private ScenarioResult with(LatencySummary exact) {
    return new ScenarioResult(name, duration, counts, settling, exact, counters);
  }

  /// Messages sent a second; 0 when none could be sent.
  @JsonProperty
  public double sentPerSecond() {
    return perSecond(counts.sent());
  }

  /// Deliveries a second, of those that came while messages were sent.
  @JsonProperty
  public double deliveredPerSecond() {
    return perSecond(counts.delivered() - settling);
  }

  private double perSecond(long count) {
    return duration.isZero() ? 0 : count * 1e9 / duration.toNanos();
  }
}
