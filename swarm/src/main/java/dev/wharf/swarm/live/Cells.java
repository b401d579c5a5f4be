package dev.wharf.swarm.live;

import dev.wharf.swarm.report.Units;

/// Formats table cells of a fixed width, so that columns do not move from frame to frame.
final class Cells {
  private Cells() {}

  static String left(String text, int width) {
    return text.length() <= width
        ? text + " ".repeat(width - text.length())
        : text.substring(0, width);
  }

  /// Pads a text on its left. A text that is too long is not cut, because a cut number is another
  /// number.
  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /// Formats one cell for each width.
  ///
  /// @param cells texts and whole numbers
  static String right(Object[] cells, int... widths) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      row.append(right(Units.text(cells[i]), widths[i]));
    }
    return row.toString();
  }
}
