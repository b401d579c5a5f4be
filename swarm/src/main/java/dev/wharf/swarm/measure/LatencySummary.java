package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.HdrHistogram.Histogram;

/// The distribution of latencies, in nanoseconds. All zero when there were none.
///
/// @param count how many there were
/// @param mean their mean
/// @param p50 the median
/// @param p90 nine in ten were not longer
/// @param p95 95 in 100 were not longer
/// @param p99 99 in 100 were not longer
/// @param p999 999 in 1,000 were not longer
/// @param p9999 9,999 in 10,000 were not longer
/// @param max the longest; at most [LatencyRecorder#LONGEST]
/// @param above how many were longer than [LatencyRecorder#LONGEST]
public record LatencySummary(
    long count,
    @Micros long mean,
    @Micros long p50,
    @Micros long p90,
    @Micros long p95,
    @Micros long p99,
    @JsonProperty("p99.9") @Micros long p999,
    @JsonProperty("p99.99") @Micros long p9999,
    @Micros long max,
    long above) {
  /// None.
  public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// At least as long as those of either: what is known of both together when their histograms are
  /// not at hand. Counts and mean are exact.
  public LatencySummary orWorse(LatencySummary other) {
    long both = count + other.count;
    if (both == 0) {
      return NONE;
    }
    return new LatencySummary(
        both,
        Math.round(((double) mean * count + (double) other.mean * other.count) / both),
        Math.max(p50, other.p50),
        Math.max(p90, other.p90),
        Math.max(p95, other.p95),
        Math.max(p99, other.p99),
        Math.max(p999, other.p999),
        Math.max(p9999, other.p9999),
        Math.max(max, other.max),
        above + other.above);
  }

  static LatencySummary of(Histogram histogram, long above) {
    if (histogram.getTotalCount() == 0) {
      return NONE;
    }
    long max = histogram.getMaxValue();
    return new LatencySummary(
        histogram.getTotalCount(),
        Math.round(histogram.getMean()),
        at(histogram, 50, max),
        at(histogram, 90, max),
        at(histogram, 95, max),
        at(histogram, 99, max),
        at(histogram, 99.9, max),
        at(histogram, 99.99, max),
        max,
        above);
  }

  /// A percentile is the upper end of its bucket, which may lie above the longest.
  static long at(Histogram histogram, double percentile, long max) {
    return Math.min(histogram.getValueAtPercentile(percentile), max);
  }
}
