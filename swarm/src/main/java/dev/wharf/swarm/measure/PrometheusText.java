package dev.wharf.swarm.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Prometheus's text format. Skips lines that do not parse or are longer than
/// [#LONGEST_LINE]. The patterns never backtrack, so the time is linear in the text's length.
final class PrometheusText {
  /// The longest line that is read, in characters.
  static final int LONGEST_LINE = 4_096;

  private static final Pattern LINE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*+)(?:\\{([^{}\"]*+(?:\"(?:[^\"\\\\]|\\\\.)*+\"[^{}\"]*+)*+)})?+"
              + "[ \\t]++([-+]?+\\d++(?:\\.\\d*+)?+(?:[eE][-+]?+\\d++)?+)"
              + "(?:[ \\t]++-?\\d++)?+[ \\t]*+");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*+)\\s*+=\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private PrometheusText() {}

  /// Returns the sums over all lines of a metric, by its name (`accepts`), and over its lines that
  /// have a label, by name and label (`memory{area="heap"}`).
  static Map<String, Double> sums(String text) {
    Map<String, Double> sums = new HashMap<>();
    text.lines()
        .filter(line -> line.length() <= LONGEST_LINE)
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> add(line, sums));
    return sums;
  }

  private static void add(Matcher line, Map<String, Double> sums) {
    String name = line.group(1);
    double value = Double.parseDouble(line.group(3));
    sums.merge(name, value, Double::sum);
    Matcher label = LABEL.matcher(Objects.requireNonNullElse(line.group(2), ""));
    while (label.find()) {
      sums.merge(name + "{" + label.group(1) + "=\"" + label.group(2) + "\"}", value, Double::sum);
    }
  }
}
