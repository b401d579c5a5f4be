package dev.wharf.bench;

import java.util.ArrayList;
import java.util.List;

/// Rows of cells, printed as lines. Text is aligned to the left, numbers to the right.
public final class TextTable {
  private static final String GAP = "  ";

  private final int textColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param textColumns the number of columns at the left that hold text
  /// @param head the headings of the columns
  public TextTable(int textColumns, List<String> head) {
    this.textColumns = textColumns;
    rows.add(head);
  }

  /// Adds a row with as many cells as the head.
  public void add(List<String> cells) {
    rows.add(cells);
  }

  /// Returns the lines, without line ends.
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line.append(column < textColumns ? cell + padding : padding + cell).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
  }
}
