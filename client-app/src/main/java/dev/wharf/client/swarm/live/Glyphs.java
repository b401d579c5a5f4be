package dev.wharf.client.swarm.live;

import java.nio.charset.Charset;
import java.util.List;

/// What bars and curves are drawn with.
enum Glyphs {
  /// For terminals that know Unicode.
  BLOCKS('█', '░', '│', "▁▂▃▄▅▆▇█"),
  /// For all others.
  ASCII('#', '.', '|', "_.-:=+*#");

  private final char full;
  private final char empty;
  private final char mark;
  private final String steps;

  Glyphs(char full, char empty, char mark, String steps) {
    this.full = full;
    this.empty = empty;
    this.mark = mark;
    this.steps = steps;
  }

  static Glyphs of(Charset charset) {
    return charset.newEncoder().canEncode("█░│▁▇") ? BLOCKS : ASCII;
  }

  /// A bar, with lines where its parts begin.
  ///
  /// @param done how much of it is full, 0 to 1
  /// @param marks where its parts begin, 0 to 1
  String bar(double done, List<Double> marks, int width) {
    StringBuilder bar = new StringBuilder();
    int fullCells = (int) (Math.clamp(done, 0, 1) * width);
    for (int i = 0; i < width; i++) {
      bar.append(i < fullCells ? full : empty);
    }
    marks.forEach(at -> bar.setCharAt(Math.clamp((int) (at * width), 0, width - 1), mark));
    return bar.toString();
  }

  /// A curve, one character a value; a gap where the value is 0.
  ///
  /// @param values the last ones are drawn
  String curve(List<Long> values, int width) {
    List<Long> shown = values.subList(Math.max(0, values.size() - width), values.size());
    long top = shown.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder curve = new StringBuilder();
    shown.forEach(value -> curve.append(step(value, top)));
    return curve.toString();
  }

  private char step(long value, long top) {
    if (value <= 0) {
      return ' ';
    }
    return steps.charAt((int) Math.ceil((double) value / top * steps.length()) - 1);
  }
}
