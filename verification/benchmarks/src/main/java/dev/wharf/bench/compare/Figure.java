package dev.wharf.bench.compare;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A figure that a table shows.
///
/// @param head the heading of the figure's column
/// @param decimals the number of decimals to show
/// @param from computes the figure from the measured values
record Figure(String head, int decimals, ToDoubleFunction<Outcome> from) {
  /// Creates a figure that is one of the measured values.
  ///
  /// @param name the name of the measured value
  static Figure of(String head, int decimals, String name) {
    return new Figure(head, decimals, outcome -> outcome.value(name));
  }

  double of(Outcome outcome) {
    return from.applyAsDouble(outcome);
  }

  /// Returns a value of this figure in the form that the table shows.
  String text(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
