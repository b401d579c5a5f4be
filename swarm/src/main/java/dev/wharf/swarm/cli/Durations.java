package dev.wharf.swarm.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/// Parses durations of the command line: `500ms`, `10s`, `1.5m`, `1h`.
final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

  private Durations() {}

  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time such as 500ms, 10s or 2m");
    }
    double millis = Double.parseDouble(matcher.group(1)) * millisOf(matcher.group(2));
    return Duration.ofNanos(Math.round(millis * 1e6));
  }

  private static double millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1e3;
      case "m" -> 60e3;
      default -> 3600e3;
    };
  }
}
