package dev.wharf.swarm.output;

import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table of text: the first column is left-aligned, the others right-aligned. Only one thread may
/// use it.
final class TextTable {
  private static final String MARGIN = " ";
  private static final String BETWEEN = "  ";
  private static final int WIDTH = 80;

  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a row.
  ///
  /// @param cells texts and whole numbers
  TextTable row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Units::text).toList());
    return this;
  }

  /// Returns the lines of the table, without line ends.
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder(MARGIN);
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? cell + padding : BETWEEN + padding + cell);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(cells -> cells.size() > column)
        .mapToInt(cells -> cells.get(column).length())
        .max()
        .orElse(0);
  }

  /// Breaks a sentence into lines of up to 80 columns. Further lines are indented like the first
  /// word after the title.
  ///
  /// @param sentence a sentence with a title, as in ` doubtful: the run ended early`
  static String wrapped(String sentence) {
    int indent = sentence.length() - sentence.replaceFirst("^ [a-z ]+: +", "").length();
    StringBuilder text = new StringBuilder(sentence.substring(0, indent).stripTrailing());
    int column = text.length();
    String gap = " ".repeat(indent - column);
    for (String word : sentence.substring(indent).split(" ", -1)) {
      if (column + gap.length() + word.length() > WIDTH && column > indent) {
        gap = "\n" + " ".repeat(indent);
        column = -1;
      }
      text.append(gap).append(word);
      column += gap.length() + word.length();
      gap = " ";
    }
    return text.toString();
  }
}
