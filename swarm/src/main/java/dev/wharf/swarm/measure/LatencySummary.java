package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.HdrHistogram.Histogram;

/// The percentiles of latencies, in nanoseconds. All values are zero when there are no latencies.
///
/// @param count the number of latencies
/// @param mean the mean
/// @param p50 the median
/// @param p90 the 90th percentile
/// @param p95 the 95th percentile
/// @param p99 the 99th percentile
/// @param p999 the 99.9th percentile
/// @param p9999 the 99.99th percentile
/// @param max the longest; at most [LatencyRecorder#LONGEST]
/// @param above the number of latencies longer than [LatencyRecorder#LONGEST]
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
  /// The summary of no latencies.
  public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// Combines two summaries without their histograms. Each percentile is the larger one of the two,
  /// which is an upper bound. Count and mean are exact.
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

  /// Returns a percentile, but at most the longest latency. HdrHistogram returns the upper end of a
  /// bucket, which may be longer than the longest latency.
  static long at(Histogram histogram, double percentile, long max) {
    return Math.min(histogram.getValueAtPercentile(percentile), max);
  }
}
