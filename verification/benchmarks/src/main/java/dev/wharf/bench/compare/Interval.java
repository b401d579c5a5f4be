package dev.wharf.bench.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// The 95 % confidence interval of a ratio.
///
/// @param low the lower end
/// @param high the upper end
record Interval(double low, double high) {
  /// Fewer values say too little, and the approximation in [#quantile] would not hold.
  private static final int LEAST_VALUES = 4;

  /// The quantile of the normal distribution for a two-sided interval of 95 %.
  private static final double NORMAL = 1.95996;

  /// Computes the interval of the mean of these ratios, which are one for each round. The mean is
  /// that of their logarithms, because a ratio and its inverse count the same. Empty when there are
  /// fewer than four ratios.
  static Optional<Interval> of(double... ratios) {
    if (ratios.length < LEAST_VALUES) {
      return Optional.empty();
    }
    double[] logs = Arrays.stream(ratios).map(Math::log).toArray();
    double mean = DoubleStream.of(logs).average().orElseThrow();
    double squares = DoubleStream.of(logs).map(log -> (log - mean) * (log - mean)).sum();
    int freedom = logs.length - 1;
    double half = quantile(freedom) * Math.sqrt(squares / freedom / logs.length);
    return Optional.of(new Interval(Math.exp(mean - half), Math.exp(mean + half)));
  }

  /// Returns the 97.5 % quantile of Student's t distribution by the expansion of Cornish and
  /// Fisher. The error is below 1 % from three degrees of freedom on.
  private static double quantile(int freedom) {
    double z = NORMAL;
    double z2 = z * z;
    double first = z * (z2 + 1) / 4;
    double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    return z + (first + (second + third / freedom) / freedom) / freedom;
  }

  /// Returns the interval as the table shows it.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f-%.2f", low, high);
  }
}
