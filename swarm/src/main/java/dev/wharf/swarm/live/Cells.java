package dev.wharf.swarm.live;

import dev.wharf.swarm.report.Units;

/// Cells of tables, each of a width that does not change from frame to frame.
final class Cells {
  private Cells() {}

  static String left(String text, int width) {
    return text.length() <= width
        ? text + " ".repeat(width - text.length())
        : text.substring(0, width);
  }

  /// A number is never cut: it would be another one.
  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  static String right(double number, int width) {
    return right(Units.count(Math.round(number)), width);
  }
}
