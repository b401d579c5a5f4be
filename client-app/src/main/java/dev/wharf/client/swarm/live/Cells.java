package dev.wharf.client.swarm.live;

import dev.wharf.client.swarm.report.Units;

/// Cells of tables, each of a width that does not change from frame to frame.
final class Cells {
  private Cells() {}

  static String left(String text, int width) {
    return text.length() <= width
        ? text + " ".repeat(width - text.length())
        : text.substring(0, width);
  }

  static String right(String text, int width) {
    return text.length() <= width
        ? " ".repeat(width - text.length()) + text
        : text.substring(0, width);
  }

  static String right(double number, int width) {
    return right(Units.count(Math.round(number)), width);
  }
}
