package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts of connections that broke, and of sessions that went on with another connection.
///
/// @param cuts the connections that the swarm cut
/// @param absences how often a user lost its connection and its session could be resumed
/// @param attempts the connections that were opened to resume a session
/// @param resumed how often a session was resumed
/// @param replayed the packets that users sent on the new connection of a resumed session, because
///   the server had not handled them
/// @param refused how often the server refused to resume a session, by reason
/// @param time the times to resume a session, from the start of the first attempt
public record Resumes(
    long cuts,
    long absences,
    long attempts,
    long resumed,
    long replayed,
    SortedMap<String, Long> refused,
    LatencySummary time) {
  /// The value with all counts at zero.
  public static final Resumes NONE =
      new Resumes(0, 0, 0, 0, 0, Collections.emptySortedMap(), LatencySummary.NONE);

  /// Copies the map.
  public Resumes {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }

  /// Returns the number of all refusals.
  long allRefused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Returns the sum of these counts and other counts.
  ///
  /// @param histograms the sums of the histograms of both, from which the percentiles come
  Resumes plus(Resumes other, Map<String, LatencyHistogram> histograms) {
    return new Resumes(
        cuts + other.cuts,
        absences + other.absences,
        attempts + other.attempts,
        resumed + other.resumed,
        replayed + other.replayed,
        Timeline.sum(refused, other.refused),
        LatencyHistogram.summaryOf(histograms, "resume"));
  }
}
