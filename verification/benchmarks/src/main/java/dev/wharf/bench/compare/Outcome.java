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

  /// Returns the same outcome with further values.
  Outcome with(Map<String, Double> more) {
    Map<String, Double> all = new LinkedHashMap<>(values);
    all.putAll(more);
    return new Outcome(isFaultless, all);
  }

  /// Returns a value by its name.
  double value(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new BenchFailedException("no value " + name + ": " + values);
    }
    return value;
  }

  /// Returns one value divided by another.
  double ratio(String name, String by) {
    return value(name) / value(by);
  }
}
