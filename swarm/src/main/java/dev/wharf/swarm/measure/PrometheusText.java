package dev.wharf.swarm.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the text that Prometheus collects: takes what it looks for, and passes over what it does
/// not know or cannot read.
///
/// No line is read twice, and none is longer than [#LONGEST_LINE]: the time is bounded by the
/// text's length.
final class PrometheusText {
  /// Longer lines are passed over.
  static final int LONGEST_LINE = 4_096;

  private static final Pattern LINE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*+)(?:\\{([^{}\"]*+(?:\"(?:[^\"\\\\]|\\\\.)*+\"[^{}\"]*+)*+)})?+"
              + "[ \\t]++(\\S++)(?:[ \\t]++-?\\d++)?+[ \\t]*+");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*+)\\s*+=\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private PrometheusText() {}

  /// What is looked for: a metric, of all labels or of those where one label has one value.
  ///
  /// @param label empty for all
  record Series(String name, String label, String value) {
    static Series of(String name) {
      return new Series(name, "", "");
    }

    static Series of(String name, String label, String value) {
      return new Series(name, label, value);
    }

    private boolean matches(String labels) {
      if (label.isEmpty()) {
        return true;
      }
      Matcher matcher = LABEL.matcher(labels);
      while (matcher.find()) {
        if (matcher.group(1).equals(label)) {
          return matcher.group(2).equals(value);
        }
      }
      return false;
    }
  }

  /// The sum over each series' lines; what has none is missing.
  static Map<Series, Double> sums(String text, Set<Series> wanted) {
    Map<Series, Double> sums = new HashMap<>();
    text.lines()
        .filter(line -> line.length() <= LONGEST_LINE && !line.startsWith("#"))
        .forEach(line -> add(line, wanted, sums));
    return sums;
  }

  private static void add(String line, Set<Series> wanted, Map<Series, Double> sums) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String name = matcher.group(1);
    String labels = matcher.group(2) == null ? "" : matcher.group(2);
    double value = number(matcher.group(3));
    if (Double.isFinite(value)) {
      wanted.stream()
          .filter(series -> series.name().equals(name) && series.matches(labels))
          .forEach(series -> sums.merge(series, value, Double::sum));
    }
  }

  /// Not a number when it is none.
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
