package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// The results as one table: for each trial, a line for each server.
final class Table {
  private static final String NONE = "-";

  /// The columns that hold text, and stand to the left.
  private static final int TEXTS = 2;

  private final Benchmark benchmark;
  private final Results results;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(Benchmark benchmark, Results results) {
    this.benchmark = benchmark;
    this.results = results;
    addHead();
  }

  /// The lines, without line ends.
  static List<String> lines(Benchmark benchmark, Results results) {
    Table table = new Table(benchmark, results);
    for (String trial : benchmark.trialTitles()) {
      for (Contender contender : benchmark.contenders()) {
        table.add(trial, contender.title());
      }
    }
    return table.rows.stream().map(table::line).toList();
  }

  private void addHead() {
    View view = benchmark.view();
    List<String> head = new ArrayList<>(List.of(benchmark.name(), "server"));
    head.add(view.main().head());
    head.add("min-max");
    view.references().forEach(reference -> head.add(reference.head()));
    view.others().forEach(figure -> head.add(figure.head()));
    rows.add(head);
  }

  private void add(String trial, String contender) {
    View view = benchmark.view();
    Figure main = view.main();
    Optional<Spread> spread = results.spread(main, contender, trial);
    if (spread.isEmpty()) {
      return;
    }
    List<String> cells = new ArrayList<>(List.of(trial, contender));
    cells.add(main.text(spread.get().median()));
    cells.add(main.text(spread.get().least()) + "-" + main.text(spread.get().most()));
    for (View.Reference reference : view.references()) {
      cells.add(ratio(results.ratio(main, contender, reference.titles(), trial)));
    }
    for (Figure figure : view.others()) {
      cells.add(
          results
              .spread(figure, contender, trial)
              .map(other -> figure.text(other.median()))
              .orElse(NONE));
    }
    rows.add(cells);
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String padding = " ".repeat(width(column) - cells.get(column).length());
      boolean isText = column < TEXTS;
      line.append(isText ? cells.get(column) + padding : padding + cells.get(column)).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }
}
