package dev.wharf.bench;

import java.util.ArrayList;
import java.util.List;

/// A table that is printed as lines of text. Text columns are aligned to the left, number columns
/// to the right.
public final class TextTable {
  private static final String GAP = "  ";

  private final int textColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /// Creates a table without rows.
  ///
  /// @param textColumns the number of columns, from the left, that contain text; all further
  ///   columns contain numbers
  /// @param head the headings of all columns
  public TextTable(int textColumns, List<String> head) {
    this.textColumns = textColumns;
    rows.add(head);
  }

  /// Adds a row. It must have one cell for each heading.
  public void add(List<String> cells) {
    rows.add(cells);
  }

  /// Returns the lines of the table, without line ends.
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
