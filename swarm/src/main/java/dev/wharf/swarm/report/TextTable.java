package dev.wharf.swarm.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Lines of cells in columns: the first to the left, the others to the right. For one thread.
final class TextTable {
  private static final String MARGIN = " ";
  private static final String BETWEEN = "  ";
  private static final int WIDTH = 80;

  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a row.
  ///
  /// @param cells numbers are written as [Units#count] does
  TextTable row(Object... cells) {
    rows.add(Arrays.stream(cells).map(TextTable::text).toList());
    return this;
  }

  private static String text(Object cell) {
    return cell instanceof Number number ? Units.count(number.longValue()) : String.valueOf(cell);
  }

  /// The lines, without line ends.
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

  /// A sentence in lines of up to 80 columns, the first of which begins with a title.
  static List<String> wrapped(String title, String sentence) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(title);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > title.length()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(title.length()));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
