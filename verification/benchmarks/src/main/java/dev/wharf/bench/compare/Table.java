package dev.wharf.bench.compare;

import dev.wharf.bench.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// The results as one table. Each trial has a line for each server.
final class Table {
  private static final String NONE = "-";

  /// The number of columns, from the left, that contain text.
  private static final int TEXTS = 2;

  private final Benchmark benchmark;
  private final Results results;
  private final TextTable text;

  private Table(Benchmark benchmark, Results results) {
    this.benchmark = benchmark;
    this.results = results;
    this.text = new TextTable(TEXTS, head(benchmark));
  }

  /// Returns the lines of the table, without line ends.
  static List<String> lines(Benchmark benchmark, Results results) {
    Table table = new Table(benchmark, results);
    for (String trial : benchmark.trialTitles()) {
      for (Contender contender : benchmark.contenders()) {
        table.add(trial, contender.title());
      }
    }
    return table.text.lines();
  }

  private static List<String> head(Benchmark benchmark) {
    View view = benchmark.view();
    List<String> head = new ArrayList<>(List.of(benchmark.name(), "server"));
    head.add(view.main().head());
    head.add("min-max");
    view.references().forEach(reference -> head.add(reference.head()));
    view.others().forEach(figure -> head.add(figure.head()));
    return head;
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
      cells.add(
          ratio(results.ratio(main, contender, reference.titles(), trial))
              + results
                  .ratioInterval(main, contender, reference.titles(), trial)
                  .map(interval -> " (" + interval + ")")
                  .orElse(""));
    }
    for (Figure figure : view.others()) {
      cells.add(
          results
              .spread(figure, contender, trial)
              .map(other -> figure.text(other.median()))
              .orElse(NONE));
    }
    text.add(cells);
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }
}
