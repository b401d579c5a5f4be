package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The result of one run.
///
/// @param isFaultless whether every reply came, and was right
/// @param values the measured values by name
record Outcome(boolean isFaultless, Map<String, Double> values) {
  /// Copies the values.
  Outcome {
    values = new LinkedHashMap<>(values);
  }

  /// Returns a copy of this outcome with further values.
  Outcome with(Map<String, Double> more) {
    Map<String, Double> all = new LinkedHashMap<>(values);
    all.putAll(more);
    return new Outcome(isFaultless, all);
  }

  /// Returns the value with this name.
  double value(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new BenchFailedException("no value " + name + ": " + values);
    }
    return value;
  }

  /// Returns the value `name` divided by the value `by`.
  double ratio(String name, String by) {
    return value(name) / value(by);
  }
}
