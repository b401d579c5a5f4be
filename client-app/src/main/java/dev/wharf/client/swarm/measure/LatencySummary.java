package dev.wharf.client.swarm.measure;

import org.HdrHistogram.Histogram;

/// The distribution of latencies, in nanoseconds. All zero when there were none.
///
/// @param count how many there were
/// @param mean their mean
/// @param p50 the median
/// @param p90 nine in ten were not longer
/// @param p99 99 in 100 were not longer
/// @param p999 999 in 1,000 were not longer
/// @param max the longest; at most [LatencyRecorder#LONGEST]
/// @param above how many were longer than [LatencyRecorder#LONGEST]
public record LatencySummary(
    long count, long mean, long p50, long p90, long p99, long p999, long max, long above) {
  /// None.
  public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0);

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
        at(histogram, 99, max),
        at(histogram, 99.9, max),
        max,
        above);
  }

  /// A percentile is the upper end of its bucket, which may lie above the longest.
  private static long at(Histogram histogram, double percentile, long max) {
    return Math.min(histogram.getValueAtPercentile(percentile), max);
  }
}
