package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerMetrics;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What stands on the report's page: all but the charts, for which it leaves room. For one thread.
final class HtmlSections {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final List<String> LATENCY_HEAD =
      List.of("Latency", "p50", "p90", "p99", "p99.9", "max", "count");

  private final Report report;
  private final SwarmResult result;
  private final Verdict verdict;
  private final HtmlText html = new HtmlText();

  HtmlSections(Report report) {
    this.report = report;
    this.result = report.result();
    this.verdict = report.verdict();
  }

  /// For the browser's tab.
  static String title(Report report) {
    return word(report.verdict()) + " · " + subject(report.result()) + " · Wharf swarm";
  }

  String body() {
    html.raw("<a class=\"skip\" href=\"#charts\">To the charts</a>\n<main>");
    verdict();
    tiles();
    html.raw("<div class=\"two\">");
    tested();
    thresholds();
    html.raw("</div>");
    charts();
    accounting();
    hostile();
    latencies();
    errors();
    machine();
    html.raw("</main>\n<footer>");
    html.element("p", "Written by wharf swarm. This page is one file and loads nothing.");
    html.raw("</footer>");
    return html.toString();
  }

  private void verdict() {
    boolean good = verdict.isGood();
    List<String> doubts = Doubts.of(result, verdict);
    String look = good ? (doubts.isEmpty() ? "pass" : "doubt") : "fail";
    String mark = good ? (doubts.isEmpty() ? "✓" : "!") : "✗";
    html.raw("<header class=\"verdict " + look + "\">");
    html.raw("<span class=\"mark\" aria-hidden=\"true\">" + mark + "</span><div>");
    String doubtful = good && !doubts.isEmpty() ? "; the figures are doubtful" : "";
    html.element("h1", word(verdict) + ": " + reason() + doubtful);
    if (!doubts.isEmpty()) {
      html.raw("<ul class=\"doubts\">");
      doubts.forEach(one -> html.element("li", "Doubtful: " + one + "."));
      html.raw("</ul>");
    }
    html.element("p", "subject", subject(result) + " against " + result.info().server());
    html.element("p", "when", TIME.format(report.environment().endedAt()));
    html.raw("</div></header>");
    broken();
    Advice.of(result).forEach(one -> html.element("p", "caution", "What to do: " + one));
  }

  private void broken() {
    if (verdict.isGood()) {
      return;
    }
    html.raw("<ul class=\"broken\">");
    verdict
        .broken()
        .forEach(one -> html.element("li", one.threshold().text() + ", found " + one.found()));
    html.raw("</ul>");
  }

  private void tiles() {
    Counts all = total();
    html.raw("<ul class=\"tiles\">");
    tile("Delivered", count(all.delivered()), "of " + count(all.expected()) + " expected");
    Connections connections = result.connections();
    tile(
        "Lost",
        count(all.lost()),
        "and " + count(connections.disconnected()) + " clients disconnected");
    tile(
        "Faulty",
        count(all.duplicated() + all.outOfOrder() + all.corrupted()),
        count(all.duplicated())
            + " twice, "
            + count(all.outOfOrder())
            + " out of order, "
            + count(all.corrupted())
            + " corrupted");
    for (ScenarioResult scenario : result.scenarios()) {
      LatencySummary latency = scenario.latency();
      tile(
          "p99 of " + scenario.name(),
          time(latency, latency.p99()),
          "median " + time(latency, latency.p50()));
    }
    tile(
        "Clients",
        count(connections.loggedIn()),
        "of " + count(connections.asked()) + " asked for");
    html.raw("</ul>");
  }

  private void tile(String name, String figure, String more) {
    html.raw("<li>");
    html.element("span", "name", name)
        .element("span", "figure", figure)
        .element("span", "more", more);
    html.raw("</li>");
  }

  private void tested() {
    RunInfo info = result.info();
    RunEnvironment environment = report.environment();
    section("tested", "What was tested");
    html.pairs(
        List.of(
            List.of("Server", info.server()),
            List.of("Clients", count(info.clients())),
            List.of("Scenarios", String.join(", then ", info.scenarios())),
            List.of("Messages sent for", Units.seconds(result.sending(), info.duration())),
            List.of(
                "Messages a second of each",
                info.rate() == 0 ? "the scenario's own" : plain(info.rate())),
            List.of("Clients in a room", count(info.roomSize())),
            List.of("Content", count(info.payloadBytes()) + " bytes"),
            List.of("Threads for I/O", count(info.workers())),
            List.of("Seed", String.valueOf(info.seed())),
            List.of(
                "Ended by itself",
                result.isComplete() ? "yes" : "no: " + result.ending().whyEarly()),
            List.of("Wharf", environment.wharf()),
            List.of("Java of the swarm", environment.java()),
            List.of(
                "System of the swarm",
                environment.os() + ", " + environment.processors() + " processors"),
            List.of("Server's own figures", serverFigures())));
    for (String note : report.notes()) {
      html.element("p", "note", note);
    }
    html.raw("</section>");
  }

  private String serverFigures() {
    ServerMetrics.Answers answers = result.timeline().server();
    if (answers.url().isEmpty()) {
      return "not asked for (--server-metrics)";
    }
    String failed =
        answers.failed() == 0
            ? ""
            : "; " + count(answers.failed()) + " times in vain, at last: " + answers.lastFailure();
    return answers.url() + ", asked " + count(answers.asked()) + " times" + failed;
  }

  private void thresholds() {
    section("thresholds", "Thresholds");
    Map<Boolean, List<Verdict.Check>> byFold =
        verdict.checks().stream().collect(Collectors.partitioningBy(HtmlSections::isFolded));
    thresholds(byFold.getOrDefault(false, List.of()));
    List<Verdict.Check> folded = byFold.getOrDefault(true, List.of());
    if (!folded.isEmpty()) {
      html.raw("<details class=\"fold\">");
      html.element("summary", foldedText(folded.size()));
      thresholds(folded);
      html.raw("</details>");
    }
    html.raw("</section>");
  }

  /// There are several for each kind of hostile clients: those that were kept are not what a reader
  /// is after.
  private static boolean isFolded(Verdict.Check check) {
    return check.holds() && Metrics.isHostile(check.threshold().metric());
  }

  private String foldedText(int kept) {
    long all =
        verdict.checks().stream()
            .filter(check -> Metrics.isHostile(check.threshold().metric()))
            .count();
    return kept == all
        ? all + " bounds on hostile clients, all kept"
        : kept + " of " + all + " bounds on hostile clients kept";
  }

  private void thresholds(List<Verdict.Check> checks) {
    html.table(
        "What had to hold, and what was found",
        List.of("Threshold", "Found", ""),
        checks.stream().map(HtmlSections::thresholdRow).toList());
  }

  private static List<String> thresholdRow(Verdict.Check check) {
    return List.of(check.threshold().text(), check.found(), check.holds() ? "✓ kept" : "✗ broken");
  }

  private void charts() {
    section("charts", "Second by second");
    html.raw(
        """
        <p class="hint">All charts share one time. Point, or tab to a chart and use the arrow keys, to read \
        values; drag to look closer, double-click or press Escape for the whole run; click a name to hide its line.</p>
        <noscript><p class="caution">The charts need JavaScript. All totals are in the tables below.</p></noscript>
        <div id="time-charts" class="grid"></div>
        <h2 id="distribution-title">Distribution of latencies</h2>
        <p class="hint">How long the given share of all messages took at most. The further right, the rarer.</p>
        <div id="distribution" class="grid"></div>\
        """);
    html.raw("</section>");
  }

  private void accounting() {
    section("truth", "Accounting");
    List<List<String>> rows = new ArrayList<>();
    for (ScenarioResult scenario : result.scenarios()) {
      rows.add(accountingRow(scenario.name(), scenario.counts(), scenario.settling()));
    }
    if (rows.size() > 1) {
      long settling = result.scenarios().stream().mapToLong(ScenarioResult::settling).sum();
      rows.add(accountingRow("all", total(), settling));
    }
    html.table(
        "Each message, and each of its deliveries",
        List.of(
            "Scenario",
            "sent",
            "expected",
            "delivered",
            "settling",
            "lost",
            "duplicated",
            "out of order",
            "corrupted",
            "not sent",
            "refused",
            "gaps",
            "unexpected",
            "abandoned"),
        rows);
    List<List<String>> own = new ArrayList<>();
    for (ScenarioResult scenario : result.scenarios()) {
      scenario
          .counters()
          .forEach((name, value) -> own.add(List.of(scenario.name() + "." + name, count(value))));
    }
    if (!own.isEmpty()) {
      html.table("The scenarios' own counters", List.of("Counter", "count"), own);
    }
    Connections connections = result.connections();
    html.table(
        "Each client",
        List.of(
            "Clients",
            "asked",
            "connected",
            "not connected",
            "logged in",
            "not logged in",
            "logins retried",
            "disconnected"),
        List.of(
            List.of(
                "all",
                count(connections.asked()),
                count(connections.connected()),
                count(connections.connectFailed()),
                count(connections.loggedIn()),
                count(connections.loginFailed()),
                count(connections.retried()),
                count(connections.disconnected()))));
    html.raw("</section>");
  }

  private static List<String> accountingRow(String name, Counts counts, long settling) {
    return List.of(
        name,
        count(counts.sent()),
        count(counts.expected()),
        count(counts.delivered()),
        count(settling),
        count(counts.lost()),
        count(counts.duplicated()),
        count(counts.outOfOrder()),
        count(counts.corrupted()),
        count(counts.notSent()),
        count(counts.refused()),
        count(counts.gaps()),
        count(counts.unexpected()),
        count(counts.abandoned()));
  }

  private void hostile() {
    if (result.hostile().isEmpty()) {
      return;
    }
    section("hostile", "Hostile clients");
    html.table(
        "What they tried: unpunished is what the server did not end in time, a surprise what it"
            + " ended for a reason that does not fit",
        List.of("Kind", "clients", "attempts", "unpunished", "surprises"),
        result.hostile().stream().map(HtmlSections::triedRow).toList());
    html.table(
        "What they got, and how long after the login, or the connection, it came",
        List.of("Kind", "came to", "times", "p50", "max"),
        result.hostile().stream().flatMap(HtmlSections::gotRows).toList());
    html.raw("</section>");
  }

  private static List<String> triedRow(HostileKindResult kind) {
    return List.of(
        kind.kind(),
        count(kind.clients()),
        count(kind.attempts()),
        count(kind.unpunished()),
        count(kind.surprises()));
  }

  private static Stream<List<String>> gotRows(HostileKindResult kind) {
    return kind.outcomes().stream()
        .map(
            outcome ->
                List.of(
                    kind.kind(),
                    outcome.what(),
                    count(outcome.count()),
                    time(outcome.p50()),
                    time(outcome.max())));
  }

  private void latencies() {
    section("latencies", "Latencies");
    List<List<String>> rows = new ArrayList<>();
    result.scenarios().forEach(one -> rows.add(latencyRow(one.name(), one.latency())));
    result.ownTimings().forEach((name, one) -> rows.add(latencyRow(name, one)));
    rows.add(latencyRow("connect", result.connections().connect()));
    rows.add(latencyRow("login", result.connections().login()));
    rows.add(latencyRow("generator lag", result.lag()));
    html.table("From the time that each message was to be sent", LATENCY_HEAD, rows);
    long above = result.scenarios().stream().mapToLong(one -> one.latency().above()).sum();
    if (above > 0) {
      html.element(
          "p",
          "caution",
          count(above) + " were above " + Units.seconds(LatencyRecorder.LONGEST) + ".");
    }
    html.raw("</section>");
  }

  private static List<String> latencyRow(String name, LatencySummary latency) {
    return List.of(
        name,
        time(latency, latency.p50()),
        time(latency, latency.p90()),
        time(latency, latency.p99()),
        time(latency, latency.p999()),
        time(latency, latency.max()),
        count(latency.count()));
  }

  private void errors() {
    section("errors", "Errors");
    if (result.errors().isEmpty()) {
      html.element("p", "There were none.");
    } else {
      List<List<String>> rows = new ArrayList<>();
      for (Map.Entry<String, Long> error : result.errors().entrySet()) {
        rows.add(List.of(error.getKey(), count(error.getValue())));
      }
      html.table("By reason", List.of("Reason", "count"), rows);
    }
    html.raw("</section>");
  }

  private void machine() {
    MachineUse use = result.use();
    section("swarm", "What the swarm itself took");
    html.pairs(
        List.of(
            List.of("Processor time", Units.seconds(Duration.ofNanos(use.cpuNanos()))),
            List.of("in", Units.seconds(Duration.ofNanos(use.wallNanos()))),
            List.of(
                "Processors busy",
                String.format(Locale.ROOT, "%.2f of %d", use.busyProcessors(), use.processors())),
            List.of(
                "Pauses of the collector",
                count(use.gcPauses()) + ", " + count(use.gcPauseMillis()) + " ms"),
            List.of(
                "Left over in its engine",
                result.leftOver().isEmpty() ? "nothing" : result.leftOver())));
    processes();
    html.raw("</section>");
  }

  private void processes() {
    if (result.processes().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (ProcessResult one : result.processes()) {
      rows.add(
          List.of(
              one.name(),
              one.machine(),
              count(one.loggedIn()),
              count(one.sent()),
              count(one.delivered()),
              time(one.lag(), one.lag().p99()),
              String.format(
                  Locale.ROOT, "%.2f of %d", one.use().busyProcessors(), one.use().processors()),
              one.isLost() ? one.fate() + "; in none of the sums" : "✓ whole"));
    }
    html.table(
        "Each process",
        List.of(
            "Process",
            "machine",
            "logged in",
            "sent",
            "delivered",
            "lag p99",
            "processors busy",
            "result"),
        rows);
  }

  private void section(String id, String title) {
    html.raw("<section id=\"" + id + "\">");
    html.element("h2", title);
  }

  private String reason() {
    if (!verdict.isGood()) {
      return verdict.broken().size() + " of " + verdict.checks().size() + " thresholds broken";
    }
    Counts all = total();
    boolean spotless =
        all.lost() == 0 && all.duplicated() == 0 && all.outOfOrder() == 0 && all.corrupted() == 0;
    return spotless
        ? "nothing lost, duplicated, out of order or corrupted"
        : "all " + verdict.checks().size() + " thresholds kept";
  }

  private Counts total() {
    return result.scenarios().stream()
        .map(ScenarioResult::counts)
        .reduce(Counts.NONE, Counts::plus);
  }

  private static String subject(SwarmResult result) {
    RunInfo info = result.info();
    return count(info.clients())
        + " clients, "
        + String.join(" then ", info.scenarios())
        + ", "
        + Units.seconds(result.sending(), info.duration());
  }

  private static String word(Verdict verdict) {
    return verdict.isGood() ? "PASS" : "FAIL";
  }

  private static String time(LatencySummary latency, long nanos) {
    return latency.count() == 0 ? "-" : time(nanos);
  }

  private static String time(long nanos) {
    return Units.time(nanos).replace(" us", " µs");
  }

  private static String count(long count) {
    return Units.count(count);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
