package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What changed between two runs, and whether that is worse. What counts as worse stands in
/// docs/swarm-report.md.
public final class Comparison {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final List<String> JUDGED_TIMES = List.of("p50", "p90", "p99");
  private static final List<String> SHOWN_TIMES = List.of("p99.9", "max");
  private static final List<String> FAULTS_OF_A_SCENARIO =
      List.of(
          "not_sent",
          "refused",
          "lost",
          "duplicated",
          "out_of_order",
          "corrupted",
          "gaps",
          "unexpected");
  private static final List<String> FAULTS_OF_THE_SERVER = List.of("unpunished", "surprises");
  private static final List<String> FAULTS_OF_THE_CONNECTIONS =
      List.of("connect_failed", "login_failed", "disconnected");

  /// Older files have none.
  private static final String RETRIED = "/connections/retried";

  /// Older files have none.
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

  /// What a change is.
  enum Change {
    /// None that counts, or none that is judged.
    NONE(""),
    /// For the better.
    BETTER("better"),
    /// For the worse.
    WORSE("WORSE");

    private final String word;

    Change(String word) {
      this.word = word;
    }
  }

  /// One figure of both runs.
  record Row(String name, String before, String after, String ratio, Change change) {}

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

  /// Whether something is worse.
  public boolean isWorse() {
    return rows.stream().anyMatch(row -> row.change() == Change.WORSE);
  }

  /// A table for people, of at most 80 columns unless names are long.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(""));
    differences.forEach(one -> lines.add(" asked for: " + one));
    if (!differences.isEmpty()) {
      lines.add("");
    }
    TextTable table = new TextTable().row("", "before", "after", "ratio", "");
    rows.forEach(row -> table.row(row.name, row.before, row.after, row.ratio, row.change.word));
    lines.addAll(table.lines());
    lines.add("");
    long worse = rows.stream().filter(row -> row.change() == Change.WORSE).count();
    lines.add(worse == 0 ? " PASS  nothing is worse" : " FAIL  " + worse + " worse");
    return lines;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  private void compare() {
    differences();
    verdict();
    each("", before.scenarios(), after.scenarios(), this::scenario);
    times("connect", "/connections/connect", "/connections/connect", true);
    times("login", "/connections/login", "/connections/login", true);
    times("lag", "/generator_lag", "/generator_lag", false);
    morePercentiles("connect", "connect");
    morePercentiles("login", "login");
    FAULTS_OF_THE_CONNECTIONS.forEach(
        fault -> fault(fault, "/connections/" + fault, "/connections/" + fault));
    retried();
    fault("failures", "/failures", "/failures");
    each("hostile ", before.hostileKinds(), after.hostileKinds(), this::hostile);
    costs();
  }

  /// What both have of one sort is compared; what has gone is worse, what is new is told.
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
            rows.add(new Row(label, "was there", "is missing", "", Change.WORSE));
          } else {
            comparison.compare(label, place, placeAfter);
          }
        });
    later.keySet().stream()
        .filter(name -> !earlier.containsKey(name))
        .forEach(name -> rows.add(new Row(sort + shown(name), "-", "new", "", Change.NONE)));
  }

  /// Compares what stands at a place of each file.
  private interface Pair {
    void compare(String label, String placeBefore, String placeAfter);
  }

  /// What was asked for differently: such runs can be compared, with care.
  private void differences() {
    Map<String, String> earlier = before.run();
    Map<String, String> later = after.run();
    Set<String> names = new LinkedHashSet<>(earlier.keySet());
    names.addAll(later.keySet());
    if (!earlier.containsKey(SEGMENT) || !later.containsKey(SEGMENT)) {
      names.remove(SEGMENT);
    }
    names.removeAll(Set.of("server", "seed", "complete", "ended_early", "sending_seconds"));
    for (String name : names) {
      String was = earlier.getOrDefault(name, "nothing");
      String is = later.getOrDefault(name, "nothing");
      if (!Objects.equals(was, is)) {
        differences.add(shown(name) + " was " + shown(was) + ", now " + shown(is));
      }
    }
  }

  private void verdict() {
    String was = before.text("/verdict");
    String is = after.text("/verdict");
    boolean broke = was.equals("pass") && !is.equals("pass");
    boolean mended = !was.equals("pass") && is.equals("pass");
    Change change = broke ? Change.WORSE : mended ? Change.BETTER : Change.NONE;
    rows.add(new Row("verdict", shown(was), shown(is), "", change));
  }

  private void scenario(String label, String placeBefore, String placeAfter) {
    rate(label + " delivered/s", placeBefore, placeAfter);
    times(label, placeBefore + "/latency", placeAfter + "/latency", true);
    morePercentiles(label, before.text(placeBefore + "/name"));
    faults(FAULTS_OF_A_SCENARIO, label, placeBefore, placeAfter);
  }

  private void hostile(String label, String placeBefore, String placeAfter) {
    faults(FAULTS_OF_THE_SERVER, label, placeBefore, placeAfter);
  }

  private void faults(List<String> faults, String label, String placeBefore, String placeAfter) {
    faults.forEach(
        fault -> fault(label + " " + fault, placeBefore + "/" + fault, placeAfter + "/" + fault));
  }

  private void rate(String name, String placeBefore, String placeAfter) {
    double was = before.number(placeBefore + "/delivered_per_second");
    double is = after.number(placeAfter + "/delivered_per_second");
    Change change =
        tolerance.isSmallerRate(was, is)
            ? Change.WORSE
            : tolerance.isSmallerRate(is, was) ? Change.BETTER : Change.NONE;
    addCount(name, was, is, change);
  }

  private void times(String name, String placeBefore, String placeAfter, boolean isJudged) {
    if (before.number(placeBefore + "/count") == 0 || after.number(placeAfter + "/count") == 0) {
      return;
    }
    for (String time : JUDGED_TIMES) {
      time(name + " " + time, placeBefore + "/" + time, placeAfter + "/" + time, isJudged);
    }
    for (String time : SHOWN_TIMES) {
      time(name + " " + time, placeBefore + "/" + time, placeAfter + "/" + time, false);
    }
  }

  /// Those that were asked for: from the histograms, which both files have.
  private void morePercentiles(String label, String histogram) {
    if (percentiles.isEmpty()) {
      return;
    }
    LatencyHistogram was = before.histogram(histogram);
    LatencyHistogram is = after.histogram(histogram);
    if (was.count() > 0 && is.count() > 0) {
      for (Percentile one : percentiles) {
        double first = (double) was.at(one.percent());
        double second = (double) is.at(one.percent());
        time(label + " " + one.name(), first, second, true);
      }
    }
  }

  private void time(String name, String placeBefore, String placeAfter, boolean isJudged) {
    time(
        name,
        before.number(placeBefore) * NANOS_PER_MICRO,
        after.number(placeAfter) * NANOS_PER_MICRO,
        isJudged);
  }

  private void time(String name, double was, double is, boolean isJudged) {
    Change change = Change.NONE;
    if (isJudged && tolerance.isLongerTime(was, is)) {
      change = Change.WORSE;
    } else if (isJudged && tolerance.isLongerTime(is, was)) {
      change = Change.BETTER;
    }
    add(name, was, is, Units.time(Math.round(was)), Units.time(Math.round(is)), change);
  }

  /// Faults that neither has are not worth a line.
  private void fault(String name, String placeBefore, String placeAfter) {
    double was = before.number(placeBefore);
    double is = after.number(placeAfter);
    if (was != 0 || is != 0) {
      Change change = is > was ? Change.WORSE : is < was ? Change.BETTER : Change.NONE;
      addCount(name, was, is, change);
    }
  }

  /// Not judged: that a login took longer is.
  private void retried() {
    double was = before.number(RETRIED, 0);
    double is = after.number(RETRIED, 0);
    if (was != 0 || is != 0) {
      addCount("retried", was, is, Change.NONE);
    }
  }

  private void costs() {
    double was = cpuPerMessage(before);
    double is = cpuPerMessage(after);
    if (was > 0 && is > 0) {
      String cost = "swarm's CPU a message";
      add(cost, was, is, Units.time(Math.round(was)), Units.time(Math.round(is)), Change.NONE);
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

  private void addCount(String name, double was, double is, Change change) {
    add(name, was, is, Units.count(Math.round(was)), Units.count(Math.round(is)), change);
  }

  private void add(
      String name, double was, double is, String wasText, String isText, Change change) {
    String ratio = was == 0 ? "" : String.format(Locale.ROOT, "x %.2f", is / was);
    rows.add(new Row(name, wasText, isText, ratio, change));
  }

  /// The file may come from anybody: what a terminal would obey is left out, and what is long.
  private static String shown(String text) {
    String plain = text.replaceAll("\\P{Print}", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 37) + "...";
  }
}
