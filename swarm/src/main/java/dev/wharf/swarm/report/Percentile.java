package dev.wharf.swarm.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a percentile: `p95`, `echo.p99.99`.
///
/// @param of the name of the scenario or latency, such as `echo`; empty when there is none
/// @param name the last part, such as `p99.99`
/// @param percent the percentage, more than 0 and at most 100
public record Percentile(String of, String name, double percent) {
  private static final Pattern FORM = Pattern.compile("(?:(.+)\\.)?(p(\\d{1,3}(?:\\.\\d{1,6})?))");

  /// Reads the name of a figure. Returns null when the figure is not a percentile.
  public static @Nullable Percentile find(String figure) {
    Matcher matcher = FORM.matcher(figure);
    if (!matcher.matches()) {
      return null;
    }
    double percent = Double.parseDouble(matcher.group(3));
    return percent > 0 && percent <= 100
        ? new Percentile(
            matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2), percent)
        : null;
  }

  /// Reads a name such as `p95`.
  ///
  /// @throws IllegalArgumentException when the name is not a percentile
  public static Percentile parse(String text) {
    Percentile found = find(text);
    if (found == null || !found.of().isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a percentile such as p95 or p99.99: more than p0, up to p100");
    }
    return found;
  }
}
