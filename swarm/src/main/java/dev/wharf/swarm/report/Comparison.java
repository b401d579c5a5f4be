package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Compares the figures of two runs, and says which are worse. The rules stand in
/// docs/swarm-report.md.
public final class Comparison {
  private static final String WORSE = "WORSE";
  private static final String BETTER = "better";
  private static final double NANOS_PER_MICRO = 1e3;

  private static final List<String> TIMES = List.of("p50", "p90", "p99", "p99.9", "max");

  /// A single message decides the others.
  private static final Set<String> JUDGED_TIMES = Set.of("p50", "p90", "p99");

  private static final List<String> FAULTS_OF_THE_SERVER = List.of("unpunished", "surprises");
  private static final List<String> FAULTS_OF_THE_CONNECTIONS =
      List.of("connect_failed", "login_failed", "disconnected");

  /// Settings that two runs of a comparison need not share, and results that stand beside them.
  private static final Set<String> NOT_ASKED_FOR =
      Set.of("server", "seed", "complete", "ended_early", "sending_seconds");

  /// Older files have neither.
  private static final String RETRIED = "/connections/retried";

  private static final String SEGMENT = "segment";

  private final ReportFile before;
  private final ReportFile after;
  private final Tolerance tolerance;
  private final List<Percentile> percentiles;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  private Comparison(
      ReportFile before, ReportFile after, Tolerance tolerance, List<Percentile> percentiles) {
    this.before = before;
    this.after = after;
    this.tolerance = tolerance;
    this.percentiles = List.copyOf(percentiles);
  }

  /// The kinds of figures.
  private enum Kind {
    FAULT,
    COUNT_NOT_JUDGED,
    RATE,
    TIME,
    TIME_NOT_JUDGED
  }

  /// A figure of both runs.
  ///
  /// @param change [#WORSE], [#BETTER] or nothing
  private record Row(String name, String before, String after, String ratio, String change) {}

  /// Compares.
  ///
  /// @param percentiles that are judged beside the usual ones
  /// @throws IllegalArgumentException when a figure is missing; the message names the file and it
  public static Comparison of(
      ReportFile before, ReportFile after, Tolerance tolerance, List<Percentile> percentiles) {
    Comparison comparison = new Comparison(before, after, tolerance, percentiles);
    comparison.compare();
    return comparison;
  }

  /// Whether a figure is worse.
  public boolean isWorse() {
    return countWorse() > 0;
  }

  /// A table for people, of at most 80 columns unless names are long.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(""));
    differences.forEach(one -> lines.add(" asked for: " + one));
    if (!differences.isEmpty()) {
      lines.add("");
    }
    TextTable table = new TextTable().row("", "before", "after", "ratio", "");
    rows.forEach(row -> table.row(row.name, row.before, row.after, row.ratio, row.change));
    lines.addAll(table.lines());
    lines.add("");
    lines.add(isWorse() ? " FAIL  " + countWorse() + " worse" : " PASS  nothing is worse");
    return lines;
  }

  private long countWorse() {
    return rows.stream().filter(row -> row.change.equals(WORSE)).count();
  }

  private void compare() {
    differences();
    verdict();
    each("", before.scenarios(), after.scenarios(), this::scenario);
    for (String name : List.of("connect", "login")) {
      String place = "/connections/" + name;
      times(name, place, place, true);
      percentiles(name, name);
    }
    times("lag", "/generator_lag", "/generator_lag", false);
    faults(FAULTS_OF_THE_CONNECTIONS, "", "/connections", "/connections");
    unlessNone(
        "retried", Kind.COUNT_NOT_JUDGED, before.number(RETRIED, 0), after.number(RETRIED, 0));
    faults(List.of("failures"), "", "", "");
    each(
        "hostile ",
        before.hostileKinds(),
        after.hostileKinds(),
        (label, was, is) -> faults(FAULTS_OF_THE_SERVER, label + " ", was, is));
    cost();
  }

  /// Compares the items of a list that both files have. One that is missing now is worse.
  ///
  /// @param sort before each name
  /// @param earlier the places by their names
  private void each(
      String sort, Map<String, String> earlier, Map<String, String> later, Pair comparison) {
    earlier.forEach(
        (name, place) -> {
          String label = sort + shown(name);
          String placeAfter = later.get(name);
          if (placeAfter == null) {
            rows.add(new Row(label, "was there", "is missing", "", WORSE));
          } else {
            comparison.compare(label, place, placeAfter);
          }
        });
    later.keySet().stream()
        .filter(name -> !earlier.containsKey(name))
        .forEach(name -> rows.add(new Row(sort + shown(name), "-", "new", "", "")));
  }

  /// Compares the figures at a place of each file.
  private interface Pair {
    void compare(String label, String placeBefore, String placeAfter);
  }

  /// Settings that differ: such runs can be compared, with care.
  private void differences() {
    Map<String, String> earlier = before.run();
    Map<String, String> later = after.run();
    Set<String> names = new LinkedHashSet<>(earlier.keySet());
    names.addAll(later.keySet());
    names.removeAll(NOT_ASKED_FOR);
    if (!earlier.containsKey(SEGMENT) || !later.containsKey(SEGMENT)) {
      names.remove(SEGMENT);
    }
    for (String name : names) {
      String was = earlier.getOrDefault(name, "nothing");
      String is = later.getOrDefault(name, "nothing");
      if (!was.equals(is)) {
        differences.add(shown(name) + " was " + shown(was) + ", now " + shown(is));
      }
    }
  }

  private void verdict() {
    String was = before.text("/verdict");
    String is = after.text("/verdict");
    boolean passed = was.equals("pass");
    boolean passes = is.equals("pass");
    String change = passed == passes ? "" : passes ? BETTER : WORSE;
    rows.add(new Row("verdict", shown(was), shown(is), "", change));
  }

  private void scenario(String label, String placeBefore, String placeAfter) {
    add(
        label + " delivered/s",
        Kind.RATE,
        before.number(placeBefore + "/delivered_per_second"),
        after.number(placeAfter + "/delivered_per_second"));
    times(label, placeBefore + "/latency", placeAfter + "/latency", true);
    percentiles(label, before.text(placeBefore + "/name"));
    faults(Metrics.FAULTS, label + " ", placeBefore, placeAfter);
  }

  private void times(String label, String placeBefore, String placeAfter, boolean isJudged) {
    if (before.number(placeBefore + "/count") == 0 || after.number(placeAfter + "/count") == 0) {
      return;
    }
    for (String time : TIMES) {
      add(
          label + " " + time,
          isJudged && JUDGED_TIMES.contains(time) ? Kind.TIME : Kind.TIME_NOT_JUDGED,
          before.number(placeBefore + "/" + time) * NANOS_PER_MICRO,
          after.number(placeAfter + "/" + time) * NANOS_PER_MICRO);
    }
  }

  /// The percentiles that were asked for, from the histograms, where both files have one.
  private void percentiles(String label, String histogram) {
    if (percentiles.isEmpty()) {
      return;
    }
    LatencyHistogram was = before.histogram(histogram);
    LatencyHistogram is = after.histogram(histogram);
    if (was.count() > 0 && is.count() > 0) {
      for (Percentile one : percentiles) {
        double percent = one.percent();
        add(label + " " + one.name(), Kind.TIME, (double) was.at(percent), (double) is.at(percent));
      }
    }
  }

  private void faults(List<String> faults, String label, String placeBefore, String placeAfter) {
    for (String fault : faults) {
      unlessNone(
          label + fault,
          Kind.FAULT,
          before.number(placeBefore + "/" + fault),
          after.number(placeAfter + "/" + fault));
    }
  }

  private void unlessNone(String name, Kind kind, double was, double is) {
    if (was != 0 || is != 0) {
      add(name, kind, was, is);
    }
  }

  private void cost() {
    double was = cpuPerMessage(before);
    double is = cpuPerMessage(after);
    if (was > 0 && is > 0) {
      add("swarm's CPU a message", Kind.TIME_NOT_JUDGED, was, is);
    }
  }

  /// Nanoseconds of processor time for each message sent or delivered; 0 when there was none.
  private static double cpuPerMessage(ReportFile file) {
    double messages = 0;
    for (String place : file.scenarios().values()) {
      messages += file.number(place + "/sent") + file.number(place + "/delivered");
    }
    return messages == 0 ? 0 : file.number("/swarm/cpu_seconds") * 1e9 / messages;
  }

  private void add(String name, Kind kind, double was, double is) {
    String change = isWorse(kind, was, is) ? WORSE : isWorse(kind, is, was) ? BETTER : "";
    String ratio = was == 0 ? "" : String.format(Locale.ROOT, "x %.2f", is / was);
    rows.add(new Row(name, text(kind, was), text(kind, is), ratio, change));
  }

  private boolean isWorse(Kind kind, double was, double is) {
    return switch (kind) {
      case FAULT -> is > was;
      case RATE -> tolerance.isSmallerRate(was, is);
      case TIME -> tolerance.isLongerTime(was, is);
      case COUNT_NOT_JUDGED, TIME_NOT_JUDGED -> false;
    };
  }

  private static String text(Kind kind, double value) {
    long figure = Math.round(value);
    return switch (kind) {
      case FAULT, COUNT_NOT_JUDGED, RATE -> Units.count(figure);
      case TIME, TIME_NOT_JUDGED -> Units.time(figure);
    };
  }

  /// The text of a file without control characters, cut to 40 characters.
  private static String shown(String text) {
    String plain = text.replaceAll("\\P{Print}", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 37) + "...";
  }
}
