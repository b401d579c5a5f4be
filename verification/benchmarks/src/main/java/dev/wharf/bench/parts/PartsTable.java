package dev.wharf.bench.parts;

import dev.wharf.bench.TextTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Shows the results as one table. For each kind of work, the line of Wharf comes first, and the
/// lines of the other implementations below it.
final class PartsTable {
  private static final String NONE = "-";
  private static final List<String> HEAD =
      List.of("part", "work", "by", "ns/op", "min-max", "Wharf/this", "B/op");
  private static final int TEXT_COLUMNS = 3;

  private PartsTable() {}

  /// Returns the lines of the table, without line ends.
  static List<String> lines(List<Measured> results) {
    TextTable table = new TextTable(TEXT_COLUMNS, HEAD);
    results.stream()
        .sorted(
            Comparator.comparing(Measured::part)
                .thenComparing(Measured::work)
                .thenComparing(result -> !result.isOurs())
                .thenComparing(Measured::by))
        .forEach(result -> table.add(cells(result, results)));
    return table.lines();
  }

  private static List<String> cells(Measured result, List<Measured> all) {
    return List.of(
        result.part(),
        result.work(),
        result.by(),
        oneDecimal(result.nanos()),
        oneDecimal(result.least()) + "-" + oneDecimal(result.most()),
        ratio(result, all),
        Double.isNaN(result.bytes()) ? NONE : oneDecimal(result.bytes()));
  }

  private static String ratio(Measured result, List<Measured> all) {
    return all.stream()
        .filter(other -> other.isOurs() && other.isSameWork(result))
        .map(ours -> String.format(Locale.ROOT, "%.2f", ours.nanos() / result.nanos()))
        .findFirst()
        .orElse(NONE);
  }

  private static String oneDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
