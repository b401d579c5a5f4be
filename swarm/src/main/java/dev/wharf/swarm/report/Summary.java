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
    summary.faults();
    summary.counters();
    summary.latencies();
    summary.hostile();
    summary.machine();
    summary.errors();
    summary.advice();
    summary.doubts();
    notes.forEach(note -> summary.lines.add(" " + note));
    summary.verdict();
    return List.copyOf(summary.lines);
  }

  private void head() {
    RunInfo info = result.info();
    lines.add("");
    if (!result.isComplete()) {
      lines.addAll(TextTable.wrapped(" ended early: ", result.ending().whyEarly()));
      lines.add("");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            " %s clients%s, %s, %s against %s",
            Units.count(info.clients()),
            info.segment().equals(Segment.WHOLE) ? "" : ", segment " + info.segment() + " of them",
            String.join(" then ", info.scenarios()),
            Units.seconds(result.sending(), info.duration()),
            info.server()));
    lines.add("");
  }

  private void connections() {
    Connections connections = result.connections();
    add(
        new TextTable()
            .row("clients", "asked", "connected", "logged in", "failed", "disconnected")
            .row(
                "",
                Units.count(connections.asked()),
                Units.count(connections.connected()),
                Units.count(connections.loggedIn()),
                Units.count(connections.connectFailed() + connections.loginFailed()),
                Units.count(connections.disconnected())));
    if (connections.retried() > 0) {
      lines.add(
          " "
              + Units.count(connections.retried())
              + " logins were retried: the server let nobody in at the moment");
      lines.add("");
    }
  }

  private void deliveries() {
    TextTable table =
        new TextTable()
            .row("messages", "sent", "a second", "expected", "delivered", "a second", "settling");
    TextTable faults = new TextTable().row("", "lost", "duplicated", "out of order", "corrupted");
    for (ScenarioResult scenario : result.scenarios()) {
      Counts counts = scenario.counts();
      table.row(
          scenario.name(),
          Units.count(counts.sent()),
          Units.count(Math.round(scenario.sentPerSecond())),
          Units.count(counts.expected()),
          Units.count(counts.delivered()),
          Units.count(Math.round(scenario.deliveredPerSecond())),
          Units.count(scenario.settling()));
      faults.row(
          scenario.name(),
          Units.count(counts.lost()),
          Units.count(counts.duplicated()),
          Units.count(counts.outOfOrder()),
          Units.count(counts.corrupted()));
    }
    add(table);
    add(faults);
  }

  /// What hardly ever happens has no column.
  private void faults() {
    List<String> found = new ArrayList<>();
    for (ScenarioResult scenario : result.scenarios()) {
      Map<String, Long> rare =
          Map.of(
              "messages not sent", scenario.counts().notSent(),
              "messages refused by the server", scenario.counts().refused(),
              "numbers left out by the server", scenario.counts().gaps(),
              "deliveries of what nobody sent", scenario.counts().unexpected(),
              "deliveries under way to clients that left at once", scenario.counts().abandoned());
      rare.entrySet().stream()
          .filter(entry -> entry.getValue() > 0)
          .map(entry -> " " + scenario.name() + ": " + count(entry))
          .sorted()
          .forEach(found::add);
    }
    if (!found.isEmpty()) {
      lines.addAll(found);
      lines.add("");
    }
  }

  private void counters() {
    TextTable table = new TextTable();
    for (ScenarioResult scenario : result.scenarios()) {
      scenario
          .counters()
          .forEach((name, count) -> table.row(scenario.name() + "." + name, Units.count(count)));
    }
    if (!table.lines().isEmpty()) {
      add(table);
    }
  }

  private void latencies() {
    TextTable table = new TextTable().row("latency", "p50", "p90", "p99", "p99.9", "max", "count");
    addLatency(table, "connect", result.connections().connect());
    addLatency(table, "login", result.connections().login());
    result.scenarios().forEach(one -> addLatency(table, one.name(), one.latency()));
    result.ownTimings().forEach((name, one) -> addLatency(table, name, one));
    addLatency(table, "generator lag", result.lag());
    add(table);
    long above = result.scenarios().stream().mapToLong(one -> one.latency().above()).sum();
    if (above > 0) {
      lines.add(" " + Units.count(above) + " were above " + Units.seconds(LatencyRecorder.LONGEST));
    }
  }

  private void hostile() {
    if (result.hostile().isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable().row("hostile", "clients", "attempts", "came to", "times", "p50", "max");
    result.hostile().forEach(kind -> addHostile(table, kind));
    add(table);
  }

  private static void addHostile(TextTable table, HostileKindResult kind) {
    List<HostileKindResult.Outcome> outcomes = kind.outcomes();
    if (outcomes.isEmpty()) {
      table.row(kind.kind(), Units.count(kind.clients()), "0", "-", "-", "-", "-");
    }
    for (int i = 0; i < outcomes.size(); i++) {
      HostileKindResult.Outcome outcome = outcomes.get(i);
      table.row(
          i == 0 ? kind.kind() : "",
          i == 0 ? Units.count(kind.clients()) : "",
          i == 0 ? Units.count(kind.attempts()) : "",
          outcome.what(),
          Units.count(outcome.count()),
          Units.time(outcome.p50()),
          Units.time(outcome.max()));
    }
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
    processes();
    if (!result.leftOver().isEmpty()) {
      lines.add(" left over  " + result.leftOver());
    }
  }

  private void processes() {
    if (result.processes().isEmpty()) {
      return;
    }
    lines.add("");
    TextTable table =
        new TextTable().row("process", "logged in", "sent", "delivered", "lag p99", "CPU");
    for (ProcessResult one : result.processes()) {
      table.row(
          one.name(),
          Units.count(one.loggedIn()),
          Units.count(one.sent()),
          Units.count(one.delivered()),
          one.isLost() ? "-" : Units.time(one.lag().p99()),
          one.isLost() ? "lost" : Units.seconds(Duration.ofNanos(one.use().cpuNanos())));
    }
    add(table);
  }

  private void errors() {
    lines.add(" errors     " + (result.errors().isEmpty() ? "none" : ""));
    result.errors().entrySet().forEach(error -> lines.add("            " + count(error)));
  }

  private void doubts() {
    Doubts.of(result, verdict)
        .forEach(one -> lines.addAll(TextTable.wrapped(" doubtful:   ", one)));
  }

  private void advice() {
    Advice.of(result).forEach(one -> lines.addAll(TextTable.wrapped(" what to do: ", one)));
  }

  private void verdict() {
    lines.add("");
    if (verdict.isGood()) {
      lines.add(" PASS  " + praise());
      return;
    }
    verdict
        .broken()
        .forEach(
            check ->
                lines.add(" broken: " + check.threshold().text() + ", found " + check.found()));
    lines.add(" FAIL  " + verdict.broken().size() + " of " + verdict.checks().size() + " bounds");
  }

  private String praise() {
    Counts all = total();
    boolean spotless =
        all.lost() == 0 && all.duplicated() == 0 && all.outOfOrder() == 0 && all.corrupted() == 0;
    return spotless
        ? "nothing was lost, duplicated, out of order or corrupted"
        : "all " + verdict.checks().size() + " bounds were kept";
  }

  private Counts total() {
    return result.scenarios().stream()
        .map(ScenarioResult::counts)
        .reduce(Counts.NONE, Counts::plus);
  }

  private void add(TextTable table) {
    lines.addAll(table.lines());
    lines.add("");
  }

  private static void addLatency(TextTable table, String name, LatencySummary latency) {
    if (latency.count() == 0) {
      table.row(name, "-", "-", "-", "-", "-", "0");
      return;
    }
    table.row(
        name,
        Units.time(latency.p50()),
        Units.time(latency.p90()),
        Units.time(latency.p99()),
        Units.time(latency.p999()),
        Units.time(latency.max()),
        Units.count(latency.count()));
  }

  private static String count(Map.Entry<String, Long> entry) {
    return Units.count(entry.getValue()) + " " + entry.getKey();
  }
}
