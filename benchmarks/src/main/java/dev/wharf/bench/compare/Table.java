package dev.wharf.bench.compare;

import dev.wharf.bench.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The results as one table: for each load, a line for each server.
final class Table {
  private static final String NONE = "-";
  private static final List<String> HEAD =
      List.of(
          "load",
          "server",
          "CPU us/msg",
          "min-max",
          "/nio2",
          "/netty-epoll",
          "/netty-uring",
          "/c-epoll",
          "msg/s",
          "p50 us",
          "p99 us",
          "p99.9 us");

  private final TextTable text = new TextTable(2, HEAD);

  private Table() {}

  /// The lines, without line ends.
  static List<String> lines(Results results, List<Load> loads, List<Contender> contenders) {
    Table table = new Table();
    for (Load load : loads) {
      for (Contender contender : contenders) {
        results
            .figures(contender.title(), load)
            .ifPresent(figures -> table.add(results, load, contender.title(), figures));
      }
    }
    return table.text.lines();
  }

  private void add(Results results, Load load, String contender, Figures figures) {
    text.add(
        List.of(
            load.toString(),
            contender,
            number("%.2f", figures.cpu().median()),
            number("%.2f", figures.cpu().least()) + "-" + number("%.2f", figures.cpu().most()),
            ratio(results.ratio(contender, List.of(Contender.PLAIN), load)),
            ratio(results.ratio(contender, List.of(Contender.NETTY_EPOLL), load)),
            ratio(results.ratio(contender, Contender.NETTY_URING, load)),
            ratio(results.ratio(contender, List.of(Contender.NATIVE), load)),
            number("%.0f", figures.perSecond().median()),
            number("%.0f", figures.p50().median()),
            number("%.0f", figures.p99().median()),
            number("%.0f", figures.p999().median())));
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? NONE : number("%.2f", ratio.getAsDouble());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
