package dev.wharf.bench.compare;

import java.util.Arrays;

/// The values of a figure in several rounds.
///
/// @param median the middle value; for an even number of values, the mean of the two middle ones
/// @param least the smallest value
/// @param most the largest value
record Spread(double median, double least, double most) {
  /// Computes the spread of these values.
  ///
  /// @param values at least one value
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    return new Spread(median, sorted[0], sorted[count - 1]);
  }
}
