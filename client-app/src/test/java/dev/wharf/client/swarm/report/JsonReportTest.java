package dev.wharf.client.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
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
    expect(json, "/connections", "asked", 1000, "connected", 998, "connect_failed", 2);
    expect(json, "/connections", "logged_in", 995, "login_failed", 3, "disconnected", 4);
    expect(json, "/scenarios/0", "sent", 1_000_000, "not_sent", 5, "refused", 6);
    expect(json, "/scenarios/0", "expected", 999_994, "delivered", 999_887, "lost", 107);
    expect(json, "/scenarios/0", "duplicated", 8, "out_of_order", 9, "corrupted", 10);
    expect(json, "/scenarios/0", "gaps", 11, "unexpected", 12, "duration_seconds", 60);
    expect(json, "/scenarios/0/latency", "count", 999_887, "max", 300e6, "above", 3);
    expect(json, "/generator_lag", "count", 0, "p50", 0);
    expect(json, "/swarm", "wall_seconds", 61, "cpu_seconds", 100, "processors", 4);
    assertThat(json.text("/swarm/left_over")).startsWith("1 live sessions");
    expect(json, "", "failures", 13, "format", 1);
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
  void replacesTheFileAndNamesWhatCannotBeWritten() throws IOException {
    Path file = folder.resolve("result.json");
    JsonReport.write(file, Results.bad(), SummaryTest.judge(Results.bad()));
    JsonReport.write(file, Results.good(), SummaryTest.judge(Results.good()));
    assertThat(Json.read(file).text("/verdict")).isEqualTo("pass");
    assertThatThrownBy(
            () ->
                JsonReport.write(
                    folder.resolve("none/result.json"), Results.good(), new Verdict(List.of())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("result.json");
  }

  private static String text(SwarmResult result) {
    return JsonReport.text(result, SummaryTest.judge(result));
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
