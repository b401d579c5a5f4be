package dev.wharf.server.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The times that some timers have recorded since the last look. Only one thread may use it.
public final class TimeWindow {
  private static final double QUANTILE = 0.99;

  private final Supplier<? extends Collection<Timer>> timers;
  private double[] bounds = new double[0];

  /// The number of all times up to each bound, at the last look.
  private double[] before = new double[0];

  private double totalBefore;

  TimeWindow(Supplier<? extends Collection<Timer>> timers) {
    this.timers = timers;
  }

  /// Returns the 99th percentile of the times since the last call, in milliseconds, estimated
  /// within a bucket as Prometheus does. Returns NaN when no time was recorded.
  public double p99Millis() {
    double[] counts = new double[bounds.length];
    double total = 0;
    for (Timer timer : timers.get()) {
      var snapshot = timer.takeSnapshot();
      CountAtBucket[] buckets = snapshot.histogramCounts();
      if (counts.length == 0) {
        counts = new double[buckets.length];
        before = new double[buckets.length];
        bounds = new double[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
          bounds[i] = buckets[i].bucket(TimeUnit.MILLISECONDS);
        }
      }
      for (int i = 0; i < counts.length; i++) {
        counts[i] += buckets[i].count();
      }
      total += snapshot.count();
    }
    double p99 = quantile(counts, total);
    before = counts;
    totalBefore = total;
    return p99;
  }

  private double quantile(double[] counts, double total) {
    double rank = QUANTILE * (total - totalBefore);
    if (rank <= 0) {
      return Double.NaN;
    }
    double below = 0;
    double lower = 0;
    for (int i = 0; i < counts.length; i++) {
      double upTo = counts[i] - before[i];
      if (upTo >= rank) {
        return lower + (bounds[i] - lower) * (rank - below) / (upTo - below);
      }
      below = upTo;
      lower = bounds[i];
    }
    return lower;
  }
}
