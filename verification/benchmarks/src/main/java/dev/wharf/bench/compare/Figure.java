package dev.wharf.bench.compare;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A figure that a table shows.
///
/// @param head of its column
/// @param decimals shown
/// @param from reckons it from what was measured
record Figure(String head, int decimals, ToDoubleFunction<Outcome> from) {
  /// A value as it was measured.
  static Figure of(String head, int decimals, String name) {
    return new Figure(head, decimals, outcome -> outcome.value(name));
  }

  double of(Outcome outcome) {
    return from.applyAsDouble(outcome);
  }

  /// As it is shown.
  String text(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
