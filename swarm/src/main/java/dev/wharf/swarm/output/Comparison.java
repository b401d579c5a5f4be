package dev.wharf.swarm.output;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.Percentile;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Compares the figures of two runs, and reports which are worse. docs/swarm-report.md has the
/// rules.
public final class Comparison {
  private static final String WORSE = "WORSE";
  private static final String BETTER = "better";
  private static final String SEGMENT = "segment";

  /// The names that are left out when the settings of two runs are compared: settings that may
  /// differ, and results that a file stores beside the settings.
  private static final Set<String> NOT_ASKED_FOR =
      Set.of("server", "seed", "complete", "ended_early", "sending_seconds");

  private final Tolerance tolerance;
  private final TextTable table = new TextTable().row("", "before", "after", "ratio", "");
  private final List<String> differences = new ArrayList<>();
  private int worse;

  private Comparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /// The kinds of figures.
  private enum Kind {
    /// A scenario or a kind of hostile clients. It is only a heading, without a figure.
    PART,
    /// A count that must be 0 in a run without faults.
    FAULT,
    COUNT_NOT_JUDGED,
    RATE,
    TIME,
    TIME_NOT_JUDGED;

    private String text(double value) {
      long figure = Math.round(value);
      return this == TIME || this == TIME_NOT_JUDGED ? Units.time(figure) : Units.count(figure);
    }
  }

  private record Figure(Kind kind, double value) {}

  /// The figures of one file by their names, in the order of the table. Times are in nanoseconds.
  private record Figures(
      ReportFile file, List<Percentile> percentiles, Map<String, Figure> byName) {
    static Map<String, Figure> of(ReportFile file, List<Percentile> percentiles) {
      Figures figures = new Figures(file, percentiles, new LinkedHashMap<>());
      file.scenarios().forEach(figures::putScenario);
      for (String name : List.of("connect", "login")) {
        figures.putTimes(name, "/connections/" + name, Kind.TIME);
        figures.putPercentiles(name, name);
      }
      figures.putTimes("lag", "/generator_lag", Kind.TIME_NOT_JUDGED);
      figures.putFaults("", "/connections/", "connect_failed", "login_failed", "disconnected");
      figures.put("retried", Kind.COUNT_NOT_JUDGED, file.number("/connections/retried", 0));
      figures.putFaults("", "/", "failures");
      file.hostileKinds().forEach(figures::putHostile);
      figures.put("swarm's CPU a message", Kind.TIME_NOT_JUDGED, figures.cpuPerMessage());
      return figures.byName;
    }

    private void put(String name, Kind kind, double value) {
      byName.put(name, new Figure(kind, value));
    }

    private void putScenario(String name, String place) {
      String label = shown(name);
      put(label, Kind.PART, 0);
      put(label + " delivered/s", Kind.RATE, file.number(place + "/delivered_per_second"));
      putTimes(label, place + "/latency", Kind.TIME);
      putPercentiles(label, name);
      putFaults(label + " ", place + "/", Metrics.FAULTS.toArray(String[]::new));
    }

    private void putHostile(String kind, String place) {
      String label = "hostile " + shown(kind);
      put(label, Kind.PART, 0);
      putFaults(label + " ", place + "/", "unpunished", "surprises");
    }

    private void putFaults(String label, String place, String... faults) {
      for (String fault : faults) {
        put(label + fault, Kind.FAULT, file.number(place + fault));
      }
    }

    /// Adds the latencies of one kind. p99.9 and the longest latency are shown but not judged,
    /// because a single message decides them.
    private void putTimes(String label, String place, Kind kind) {
      if (file.number(place + "/count") > 0) {
        for (String time : List.of("p50", "p90", "p99")) {
          put(label + " " + time, kind, file.number(place + "/" + time) * 1e3);
        }
        for (String time : List.of("p99.9", "max")) {
          put(label + " " + time, Kind.TIME_NOT_JUDGED, file.number(place + "/" + time) * 1e3);
        }
      }
    }

    private void putPercentiles(String label, String histogramName) {
      if (!percentiles.isEmpty()) {
        LatencyHistogram histogram = file.histogram(histogramName);
        if (histogram.count() > 0) {
          percentiles.forEach(
              one ->
                  put(label + " " + one.name(), Kind.TIME, (double) histogram.at(one.percent())));
        }
      }
    }

    /// Returns the nanoseconds of processor time for each message sent or delivered; 0 when there
    /// was no message.
    private double cpuPerMessage() {
      double messages = 0;
      for (String place : file.scenarios().values()) {
        messages += file.number(place + "/sent") + file.number(place + "/delivered");
      }
      return messages == 0 ? 0 : file.number("/swarm/cpu_seconds") * 1e9 / messages;
    }
  }

  /// Compares two runs.
  ///
  /// @param percentiles the percentiles to judge in addition to p50, p90 and p99
  /// @throws IllegalArgumentException when a figure is missing; the message names the file and the
  ///   figure
  public static Comparison of(
      ReportFile before, ReportFile after, Tolerance tolerance, List<Percentile> percentiles) {
    Comparison comparison = new Comparison(tolerance);
    comparison.addDifferences(before.run(), after.run());
    comparison.addVerdict(before.text("/verdict"), after.text("/verdict"));
    comparison.addFigures(Figures.of(before, percentiles), Figures.of(after, percentiles));
    return comparison;
  }

  /// Returns whether the second run is worse in a figure or in its verdict.
  public boolean isWorse() {
    return worse > 0;
  }

  /// Returns a table for people, of at most 80 columns unless names are long.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(""));
    differences.forEach(one -> lines.add(" asked for: " + one));
    if (!differences.isEmpty()) {
      lines.add("");
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.add(isWorse() ? " FAIL  " + worse + " worse" : " PASS  nothing is worse");
    return lines;
  }

  /// Adds a note for each setting that differs, because a comparison of runs with different
  /// settings needs care. Does not compare the segment when one of the files has none, because
  /// older versions did not write it.
  private void addDifferences(Map<String, String> before, Map<String, String> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeAll(NOT_ASKED_FOR);
    if (!before.containsKey(SEGMENT) || !after.containsKey(SEGMENT)) {
      names.remove(SEGMENT);
    }
    for (String name : names) {
      String was = before.getOrDefault(name, "nothing");
      String is = after.getOrDefault(name, "nothing");
      if (!was.equals(is)) {
        differences.add(shown(name) + " was " + shown(was) + ", now " + shown(is));
      }
    }
  }

  private void addVerdict(String before, String after) {
    boolean passed = before.equals("pass");
    boolean passes = after.equals("pass");
    String change = passed == passes ? "" : passes ? BETTER : WORSE;
    addRow("verdict", shown(before), shown(after), "", change);
  }

  /// Compares the figures that both runs have. A part that is missing in the second run counts as
  /// worse.
  private void addFigures(Map<String, Figure> before, Map<String, Figure> after) {
    before.forEach(
        (name, was) -> {
          Figure is = after.get(name);
          if (is != null) {
            addFigure(name, was.kind, was.value, is.value);
          } else if (was.kind == Kind.PART) {
            addRow(name, "was there", "is missing", "", WORSE);
          }
        });
    after.forEach(
        (name, is) -> {
          if (is.kind == Kind.PART && !before.containsKey(name)) {
            addRow(name, "-", "new", "", "");
          }
        });
  }

  /// Adds the row of a figure. A figure that is 0 in both runs has no row.
  private void addFigure(String name, Kind kind, double was, double is) {
    if (was != 0 || is != 0) {
      String change = isWorse(kind, was, is) ? WORSE : isWorse(kind, is, was) ? BETTER : "";
      String ratio = was == 0 ? "" : String.format(Locale.ROOT, "x %.2f", is / was);
      addRow(name, kind.text(was), kind.text(is), ratio, change);
    }
  }

  private void addRow(String name, String before, String after, String ratio, String change) {
    table.row(name, before, after, ratio, change);
    worse += change.equals(WORSE) ? 1 : 0;
  }

  private boolean isWorse(Kind kind, double was, double is) {
    return switch (kind) {
      case FAULT -> is > was;
      case RATE -> tolerance.isSmallerRate(was, is);
      case TIME -> tolerance.isLongerTime(was, is);
      case PART, COUNT_NOT_JUDGED, TIME_NOT_JUDGED -> false;
    };
  }

  /// Returns a text of a file with `?` for each character that is not printable ASCII, cut to 40
  /// characters.
  private static String shown(String text) {
    String plain = text.replaceAll("\\P{Print}", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 37) + "...";
  }
}
