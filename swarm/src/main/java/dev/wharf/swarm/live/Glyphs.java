package dev.wharf.swarm.live;

import java.util.List;

/// Draws bars and curves in characters.
final class Glyphs {
  private static final char FULL = '█';
  private static final char EMPTY = '░';
  private static final char MARK = '│';
  private static final String STEPS = "▁▂▃▄▅▆▇█";

  private Glyphs() {}

  /// Draws a progress bar, with lines between its parts.
  ///
  /// @param done the filled part of the bar, 0 to 1
  /// @param marks the positions where the parts of the bar begin, 0 to 1
  static String bar(double done, List<Double> marks, int width) {
    StringBuilder bar = new StringBuilder();
    int fullCells = (int) (Math.clamp(done, 0, 1) * width);
    for (int i = 0; i < width; i++) {
      bar.append(i < fullCells ? FULL : EMPTY);
    }
    marks.forEach(at -> bar.setCharAt(Math.clamp((int) (at * width), 0, width - 1), MARK));
    return bar.toString();
  }

  /// Draws a curve with one character for each value, and a gap for 0.
  ///
  /// @param values the values; only the last ones that fit are drawn
  static String curve(List<Long> values, int width) {
    List<Long> shown = values.subList(Math.max(0, values.size() - width), values.size());
    long top = shown.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder curve = new StringBuilder();
    shown.forEach(value -> curve.append(step(value, top)));
    return curve.toString();
  }

  private static char step(long value, long top) {
    if (value <= 0) {
      return ' ';
    }
    return STEPS.charAt((int) Math.ceil((double) value / top * STEPS.length()) - 1);
  }
}
