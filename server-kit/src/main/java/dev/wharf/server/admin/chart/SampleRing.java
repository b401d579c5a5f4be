package dev.wharf.server.admin.chart;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The last samples of some series of numbers, in arrays of a fixed size. Samples have numbers: the
/// first one ever has number 0. Thread-safe.
final class SampleRing {
  /// The number of samples that the ring keeps.
  private final int size;

  /// For each series, the sample number `n` at index `n % size`; NaN when the series had no value.
  private final float[][] values;

  private long next;

  SampleRing(int series, int size) {
    this.size = size;
    this.values = new float[series][size];
  }

  /// Adds a sample, in place of the oldest one when the ring is full.
  ///
  /// @param sample the value of each series; NaN when it has none
  synchronized void add(double... sample) {
    int at = (int) (next % size);
    for (int series = 0; series < values.length; series++) {
      values[series][at] = (float) sample[series];
    }
    next++;
  }

  /// Returns the number of the next sample.
  synchronized long next() {
    return next;
  }

  /// Returns the number of the first sample at or after this one that the ring still has. A number
  /// after the last sample is that of another ring, so the result is then the oldest sample.
  synchronized long firstFrom(long number) {
    long oldest = Math.max(0, next - size);
    return number > next ? oldest : Math.max(oldest, number);
  }

  /// Returns the values of a series, rounded to three decimals; null where it had no value.
  ///
  /// @param from the number of the first sample, as [#firstFrom] has returned it
  /// @param to the number after the last sample
  synchronized List<@Nullable Double> values(int series, long from, long to) {
    return Arrays.asList(
        LongStream.range(Math.max(from, next - size), to)
            .mapToObj(number -> rounded(values[series][(int) (number % size)]))
            .toArray(Double[]::new));
  }

  private static @Nullable Double rounded(float value) {
    return Float.isNaN(value) ? null : Math.round(value * 1000.0) / 1000.0;
  }
}
