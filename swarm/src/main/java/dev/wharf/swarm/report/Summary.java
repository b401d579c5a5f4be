package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The result as a table for people, at most 80 columns wide.
public final class Summary {
  private final SwarmResult result;
  private final Verdict verdict;
  private final List<String> lines = new ArrayList<>();

  private Summary(SwarmResult result, Verdict verdict) {
    this.result = result;
    this.verdict = verdict;
  }

  /// The lines, without line ends.
  ///
  /// @param notes more facts, such as the server's; shown before the verdict
  public static List<String> lines(SwarmResult result, Verdict verdict, List<String> notes) {
    Summary summary = new Summary(result, verdict);
    summary.head();
    summary.connections();
    summary.deliveries();
    summary.rareFaults();
    summary.counters();
    summary.latencies();
    summary.hostile();
    summary.machine();
    summary.processes();
    summary.errors();
    summary.sentences(" what to do: ", Advice.of(result));
    summary.sentences(" doubtful:   ", Doubts.of(result, verdict));
    notes.forEach(note -> summary.lines.add(" " + note));
    summary.verdict();
    return List.copyOf(summary.lines);
  }

  private void head() {
    RunInfo info = result.info();
    lines.add("");
    if (!result.isComplete()) {
      sentences(" ended early: ", List.of(result.ending().whyEarly()));
      lines.add("");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            " %,d clients%s, %s, %s against %s",
            info.clients(),
            info.segment().equals(Segment.WHOLE) ? "" : ", segment " + info.segment() + " of them",
            String.join(" then ", info.scenarios()),
            Units.seconds(result.sending(), info.duration()),
            info.server()));
    lines.add("");
  }

  private void connections() {
    Connections all = result.connections();
    long failed = all.connectFailed() + all.loginFailed();
    add(
        new TextTable()
            .row("clients", "asked", "connected", "logged in", "failed", "disconnected")
            .row("", all.asked(), all.connected(), all.loggedIn(), failed, all.disconnected()));
    if (all.retried() > 0) {
      lines.add(
          " "
              + Units.count(all.retried())
              + " logins were retried: the server let nobody in at the moment");
      lines.add("");
    }
  }

  private void deliveries() {
    TextTable table =
        new TextTable()
            .row("messages", "sent", "a second", "expected", "delivered", "a second", "settling");
    TextTable faults = new TextTable().row("", "lost", "duplicated", "out of order", "corrupted");
    for (ScenarioResult one : result.scenarios()) {
      Counts counts = one.counts();
      table.row(
          one.name(),
          counts.sent(),
          Math.round(one.sentPerSecond()),
          counts.expected(),
          counts.delivered(),
          Math.round(one.deliveredPerSecond()),
          one.settling());
      faults.row(
          one.name(), counts.lost(), counts.duplicated(), counts.outOfOrder(), counts.corrupted());
    }
    add(table);
    add(faults);
  }

  /// Faults that have no column, as they are rare.
  private void rareFaults() {
    List<String> found = new ArrayList<>();
    for (ScenarioResult scenario : result.scenarios()) {
      Counts counts = scenario.counts();
      Map<String, Long> rare =
          Map.of(
              "messages not sent", counts.notSent(),
              "messages refused by the server", counts.refused(),
              "numbers left out by the server", counts.gaps(),
              "deliveries of what nobody sent", counts.unexpected(),
              "deliveries under way to clients that left at once", counts.abandoned());
      rare.entrySet().stream()
          .filter(entry -> entry.getValue() > 0)
          .map(entry -> " " + scenario.name() + ": " + count(entry))
          .sorted()
          .forEach(found::add);
    }
    lines.addAll(found);
    if (!found.isEmpty()) {
      lines.add("");
    }
  }

  private void counters() {
    TextTable table = new TextTable();
    result.counters().forEach(table::row);
    if (!table.lines().isEmpty()) {
      add(table);
    }
  }

  private void latencies() {
    TextTable table = new TextTable().row("latency", "p50", "p90", "p99", "p99.9", "max", "count");
    result.latencies().forEach((name, one) -> addLatency(table, name, one));
    add(table);
    long above = result.total().latency().above();
    if (above > 0) {
      lines.add(" " + Units.count(above) + " were above " + Units.seconds(LatencyRecorder.LONGEST));
    }
  }

  private static void addLatency(TextTable table, String name, LatencySummary latency) {
    if (latency.count() == 0) {
      table.row(name, "-", "-", "-", "-", "-", "0");
    } else {
      table.row(
          name,
          Units.time(latency.p50()),
          Units.time(latency.p90()),
          Units.time(latency.p99()),
          Units.time(latency.p999()),
          Units.time(latency.max()),
          latency.count());
    }
  }

  private void hostile() {
    if (result.hostile().isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable().row("hostile", "clients", "attempts", "came to", "times", "p50", "max");
    for (HostileKindResult kind : result.hostile()) {
      if (kind.outcomes().isEmpty()) {
        table.row(kind.kind(), kind.clients(), "0", "-", "-", "-", "-");
      }
      List<Object> head = List.of(kind.kind(), kind.clients(), kind.attempts());
      for (HostileKindResult.Outcome one : kind.outcomes()) {
        table.row(
            head.get(0),
            head.get(1),
            head.get(2),
            one.what(),
            one.count(),
            Units.time(one.p50()),
            Units.time(one.max()));
        head = List.of("", "", "");
      }
    }
    add(table);
  }

  private void machine() {
    MachineUse use = result.use();
    lines.add(
        String.format(
            Locale.ROOT,
            " swarm      CPU %s in %s (%.2f of %d processors), %d GC pauses, %d ms",
            Units.seconds(Duration.ofNanos(use.cpuNanos())),
            Units.seconds(Duration.ofNanos(use.wallNanos())),
            use.busyProcessors(),
            use.processors(),
            use.gcPauses(),
            use.gcPauseMillis()));
  }

  private void processes() {
    if (!result.processes().isEmpty()) {
      lines.add("");
      TextTable table =
          new TextTable().row("process", "logged in", "sent", "delivered", "lag p99", "CPU");
      for (ProcessResult one : result.processes()) {
        table.row(
            one.name(),
            one.loggedIn(),
            one.sent(),
            one.delivered(),
            one.isLost() ? "-" : Units.time(one.lag().p99()),
            one.isLost() ? "lost" : Units.seconds(Duration.ofNanos(one.use().cpuNanos())));
      }
      add(table);
    }
    if (!result.leftOver().isEmpty()) {
      lines.add(" left over  " + result.leftOver());
    }
  }

  private void errors() {
    lines.add(" errors     " + (result.errors().isEmpty() ? "none" : ""));
    result.errors().entrySet().forEach(error -> lines.add("            " + count(error)));
  }

  private void verdict() {
    lines.add("");
    verdict
        .broken()
        .forEach(one -> lines.add(" broken: " + one.threshold().text() + ", found " + one.found()));
    lines.add(
        verdict.isGood()
            ? " PASS  " + praise()
            : " FAIL  " + verdict.broken().size() + " of " + verdict.checks().size() + " bounds");
  }

  private String praise() {
    return result.total().counts().isSpotless()
        ? "nothing was lost, duplicated, out of order or corrupted"
        : "all " + verdict.checks().size() + " bounds were kept";
  }

  private void add(TextTable table) {
    lines.addAll(table.lines());
    lines.add("");
  }

  private void sentences(String title, List<String> sentences) {
    sentences.forEach(one -> lines.addAll(TextTable.wrapped(title, one)));
  }

  private static String count(Map.Entry<String, Long> entry) {
    return Units.count(entry.getValue()) + " " + entry.getKey();
  }
}
