package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wharf.swarm.Json;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
  @TempDir private Path folder;

  @Test
  void holdsEveryFigureOfARun() throws IOException {
    Json json = Json.parse(text(Results.bad()));
    assertThat(json.text("/verdict")).isEqualTo("fail");
    assertThat(json.text("/run/server")).isEqualTo("[::1]:7777");
    assertThat(json.text("/run/scenarios/0")).isEqualTo("echo");
    assertThat(json.text("/run/complete")).isEqualTo("false");
    expect(json, "/run", "clients", 1000, "duration_seconds", 60, "rate", 2.5, "room_size", 20);
    expect(json, "/run", "payload_bytes", 32, "workers", 2, "seed", 1);
    expect(json, "/connections", "asked", 1000, "connected", 1015, "connect_failed", 2);
    expect(json, "/connections", "logged_in", 995, "login_failed", 3, "disconnected", 4);
    expect(json, "/connections", "retried", 17);
    expect(json, "/scenarios/0", "sent", 1_000_000, "not_sent", 5, "refused", 6);
    expect(json, "/scenarios/0", "expected", 999_994, "delivered", 999_887, "lost", 107);
    expect(json, "/scenarios/0", "duplicated", 8, "out_of_order", 9, "corrupted", 10);
    expect(
        json, "/scenarios/0", "gaps", 11, "unexpected", 12, "duration_seconds", 60, "settling", 40);
    expect(json, "/scenarios/0/latency", "count", 999_887, "max", 300e6, "above", 3);
    expect(json, "/generator_lag", "count", 0, "p50", 0);
    expect(json, "/swarm", "wall_seconds", 61, "cpu_seconds", 100, "processors", 4);
    assertThat(json.text("/swarm/left_over")).startsWith("1 live sessions");
    expect(json, "", "failures", 13, "format", 4);
    expect(json, "/errors", "connect: refused", 2, "disconnected: RESET", 1004);
    assertThat(json.text("/thresholds/13/threshold")).isEqualTo("stopped == 0");
    assertThat(json.text("/thresholds/13/holds")).isEqualTo("false");
  }

  @Test
  void latenciesAreInMicroseconds() throws IOException {
    Json json = Json.parse(text(Results.good()));
    assertThat(json.text("/verdict")).isEqualTo("pass");
    expect(json, "/scenarios/1/latency", "mean", 600, "p50", 500, "p90", 800, "p99", 2_400);
    expect(json, "/scenarios/1/latency", "p99.9", 24_000, "max", 260_000, "count", 20_000);
    expect(json, "/scenarios/1", "sent_per_second", 100, "delivered_per_second", 2_000);
    expect(json, "/connections/login", "p50", 750);
  }

  @Test
  void hasMorePercentilesThanTheSummary() throws IOException {
    Json json = Json.parse(text(Results.good()));
    expect(json, "/scenarios/0/latency", "p95", 950, "p99.99", 100_000);
  }

  @Test
  void aFileIsReadAsItWasWritten() throws IOException {
    for (SwarmResult result :
        List.of(
            Results.withHostile(Results.good()),
            Results.bad(),
            Results.ofProcesses(),
            Results.turnedAway())) {
      Path file = folder.resolve("result.json");
      JsonReport.write(file, Results.report(result, List.of("a note")));
      SwarmResult read = ReportFile.read(file).result();
      assertThat(text(read)).isEqualTo(Files.readString(file));
      assertThat(read.scenarios()).isEqualTo(result.scenarios());
      assertThat(read.connections()).isEqualTo(result.connections());
      assertThat(read.hostile()).isEqualTo(result.hostile());
      assertThat(read.use()).isEqualTo(result.use());
      assertThat(read.processes()).isEqualTo(result.processes());
      assertThat(read.ending()).isEqualTo(result.ending());
      assertThat(read.timeline().marks()).isEqualTo(result.timeline().marks());
    }
  }

  @Test
  void aFileWithoutAPartIsNoReport() throws IOException {
    Path file = folder.resolve("result.json");
    for (String part :
        List.of(
            "/run/segment",
            "/run/scenarios",
            "/run/ended_early",
            "/connections/login",
            "/scenarios/0/latency",
            "/generator_lag",
            "/errors",
            "/hostile",
            "/hostile/0/outcomes",
            "/timeline",
            "/timeline/server",
            "/timeline/phases",
            "/histograms",
            "/processes")) {
      ObjectNode json =
          (ObjectNode) SwarmJson.MAPPER.readTree(text(Results.withHostile(Results.good())));
      int at = part.lastIndexOf('/');
      ((ObjectNode) json.at(part.substring(0, at))).remove(part.substring(at + 1));
      Files.writeString(file, json.toString());
      assertThatThrownBy(() -> ReportFile.read(file).result())
          .as(part)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + " is not a swarm's report: ")
          .hasMessageNotContaining("java.lang");
    }
  }

  @Test
  void holdsPlaceAndTime() throws IOException {
    Json json = Json.parse(text(Results.good()));
    assertThat(json.text("/environment/wharf")).isEqualTo("1.2.3");
    assertThat(json.text("/environment/ended_at")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.text("/notes/0")).isEqualTo("a note");
  }

  @Test
  void theTimelineIsInColumnsOfOneLength() throws IOException {
    Json json = Json.parse(text(Results.good()));
    expect(json, "/timeline/at", "0", 1, "1", 2, "2", 3);
    expect(json, "/timeline/scenarios/0/delivered", "0", 100, "1", 300, "2", 200);
    expect(json, "/timeline/scenarios/1/delivered", "0", 2_000, "1", 6_000, "2", 4_000);
    expect(json, "/timeline/scenarios/0/latency/p99", "0", 3, "1", 9, "2", 6);
    assertThat(json.text("/timeline/scenarios/1/latency/p99/2"))
        .as("no latency in this second")
        .isEqualTo("null");
    expect(json, "/timeline/errors/connect: refused", "0", 0, "1", 2, "2", 0);
    expect(json, "/timeline/generator/cpu_percent", "0", 12.5, "2", 12.5);
    expect(json, "/timeline/server/figures/handler_micros", "2", 7.5);
    expect(json, "/timeline/server", "asked", 3, "failed", 1);
    expect(json, "/timeline/phases/1", "at", 1.25);
    assertThat(json.places())
        .filteredOn(place -> place.startsWith("/timeline/") && place.endsWith("/2"))
        .hasSameSizeAs(
            json.places().stream()
                .filter(place -> place.startsWith("/timeline/") && place.endsWith("/0"))
                .toList());
  }

  @Test
  void aLastPointWithoutScenariosHidesNoneOfTheOthers() throws IOException {
    Timeline timeline =
        new Timeline(
            List.of(Results.point(1, 100, 3, Map.of()), Timeline.Point.ofServer(2, 1, Map.of())),
            List.of(),
            MetricsPoller.Polls.NONE);
    Json json = Json.parse(text(Results.with(Results.good(), timeline)));
    expect(json, "/timeline/scenarios/0/delivered", "0", 100);
    assertThat(json.text("/timeline/scenarios/0/delivered/1")).isEqualTo("null");
  }

  @Test
  void rareReasonsShareAColumn() throws IOException {
    Map<String, Long> errors = new TreeMap<>();
    for (int i = 0; i < 12 + 3; i++) {
      errors.put("reason " + (char) ('a' + i), 100L - i);
    }
    Timeline timeline =
        new Timeline(List.of(Results.point(1, 1, 1, errors)), List.of(), MetricsPoller.Polls.NONE);
    Json json = Json.parse(text(Results.with(Results.good(), timeline)));
    expect(json, "/timeline/errors/reason a", "0", 100);
    expect(json, "/timeline/errors/others", "0", 88 + 87 + 86);
    assertThat(json.places()).doesNotContain("/timeline/errors/reason m/0");
  }

  @Test
  void aHistogramIsWholeAndCanBeReadBack() throws IOException {
    Json json = Json.parse(text(Results.good()));
    LatencySummary read = LatencyHistogram.decode(json.text("/histograms/echo/hdr"), 0).summary();
    assertThat(read).isEqualTo(Results.HISTOGRAMS.get("echo").summary());
    assertThat(json.places()).contains("/histograms/echo/percentiles/20/1");
    assertThat(json.number("/histograms/echo/percentiles/0/1")).isBetween(1.0, 2.0);
  }

  /// Compares the fields of a report with the fields that the docs list.
  @Test
  void theDocsNameEveryFieldAndNoOther() throws IOException {
    Set<String> found = new TreeSet<>();
    SwarmResult all = Results.with(Results.bad(), Results.TIMELINE);
    for (SwarmResult result :
        List.of(
            Results.withHostile(Results.good()),
            all,
            Results.ofProcesses(),
            Results.turnedAway())) {
      Json.parse(text(result)).places().forEach(place -> found.add(fieldOf(place)));
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(documentedFields());
  }

  @Test
  void aLongTimelineKeepsItsTimes() throws IOException {
    Timeline timeline =
        new Timeline(
            List.of(
                Results.point(1_000.004, 1, 1, Map.of()), Results.point(1_001.011, 1, 1, Map.of())),
            List.of(),
            MetricsPoller.Polls.NONE);
    Path file = folder.resolve("long.json");
    JsonReport.write(file, Results.report(Results.with(Results.good(), timeline)));
    List<Timeline.Point> read = ReportFile.read(file).result().timeline().points();
    assertThat(read.getLast().at()).isEqualTo(1_001.011);
    assertThat(read.getLast().seconds()).isEqualTo(1);
  }

  private static String fieldOf(String place) {
    return place
        .substring(1)
        .replaceFirst(
            "^((?:timeline/)?errors|histograms|scenarios/\\d+/counters|connections/resumes/refused)/[^/]+",
            "$1/*")
        .replaceAll("/\\d+(?=/|$)", "[]")
        .replace('/', '.');
  }

  private static List<String> documentedFields() throws IOException {
    List<String[]> rows =
        Files.readAllLines(Path.of("../docs/swarm-report.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\s*\\|\\s*"))
            .toList();
    List<String> parts = List.of("count", "mean", "p50", "p90", "p99", "p99.9", "max", "above");
    List<String> more = List.of("p95", "p99.99");
    List<String> columns = List.of("count", "p50", "p90", "p99", "p99.9", "max");
    assertThat(rows.stream().map(row -> row[1])).containsAll(quoted(parts));
    List<String> fields = new ArrayList<>();
    for (String[] row : rows) {
      String field = row[1].replace("`", "");
      if (row[2].equals("latency")) {
        parts.forEach(part -> fields.add(field + "." + part));
        more.forEach(part -> fields.add(field + "." + part));
      } else if (row[2].equals("latency columns")) {
        columns.forEach(part -> fields.add(field + "." + part + "[]"));
      } else if (!parts.contains(field) && !more.contains(field)) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static List<String> quoted(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").toList();
  }

  @Test
  void replacesTheFileAndNamesAFileThatCannotBeWritten() throws IOException {
    Path file = folder.resolve("result.json");
    JsonReport.write(file, Results.report(Results.bad()));
    JsonReport.write(file, Results.report(Results.good()));
    assertThat(Json.read(file).text("/verdict")).isEqualTo("pass");
    assertThatThrownBy(
            () ->
                JsonReport.write(
                    folder.resolve("none/result.json"), Results.report(Results.good())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("result.json");
  }

  private static String text(SwarmResult result) {
    return JsonReport.text(Results.report(result, List.of("a note")));
  }

  private static void expect(Json json, String at, Object... namesAndNumbers) {
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      String place = at + "/" + namesAndNumbers[i];
      assertThat(json.number(place))
          .as(place)
          .isEqualTo(((Number) namesAndNumbers[i + 1]).doubleValue());
    }
  }
}
