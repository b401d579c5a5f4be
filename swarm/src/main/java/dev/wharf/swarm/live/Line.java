package dev.wharf.swarm.live;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// A line of the screen.
///
/// @param rank the order of removal: when the screen is too small, lines of the highest rank are
///   left out first
record Line(AttributedString text, int rank) {
  static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  static final AttributedStyle TITLE = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
  static final AttributedStyle STRONG = AttributedStyle.DEFAULT.bold();
  static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  static final AttributedStyle WARN =
      AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.YELLOW);
  static final AttributedStyle BAD = AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.RED);

  static final int FIRST_TO_GO = 100;

  static Line of(int rank, String text) {
    return of(rank, text, PLAIN);
  }

  static Line of(int rank, String text, AttributedStyle style) {
    return new Line(new AttributedString(text, style), rank);
  }

  static Line blank() {
    return of(FIRST_TO_GO, "");
  }

  /// Returns a copy of this line with more text at its end.
  Line and(String more, AttributedStyle style) {
    return new Line(
        new AttributedStringBuilder().append(text).append(more, style).toAttributedString(), rank);
  }

  /// Returns a copy of this line with a text at the right edge; this line when there is no room for
  /// the text.
  Line andRight(int width, String right, AttributedStyle style) {
    int gap = width - text.columnLength() - right.length();
    return gap < 1 ? this : and(" ".repeat(gap), PLAIN).and(right, style);
  }

  Line andRight(int width, Line right) {
    int gap = width - text.columnLength();
    AttributedString start = gap < 0 ? text.columnSubSequence(0, width) : text;
    return new Line(
        new AttributedStringBuilder()
            .append(start)
            .append(" ".repeat(Math.max(0, gap)))
            .append(right.text)
            .toAttributedString(),
        rank);
  }
}
