package dev.wharf.swarm.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineViewTest {
  private static final Snapshot.Flow ECHO =
      new Snapshot.Flow("echo", Results.ECHO, 2_000, 1_999, Results.ECHO_LATENCY);
  private static final Snapshot.Flow QUIET_CHAT =
      new Snapshot.Flow("chat", Results.CHAT, 0, 0, LatencySummary.NONE);
  private static final Snapshot RUNNING =
      new Snapshot(
          "mixed",
          0.42,
          4_250_000_000L,
          500,
          499,
          498,
          0,
          0,
          List.of(ECHO, QUIET_CHAT),
          0,
          Snapshot.Details.NONE);
  private static final Snapshot TROUBLED =
      new Snapshot(
          "connecting",
          1,
          61_000_000_000L,
          100_000,
          99_999,
          98_000,
          77,
          12_345,
          List.of(),
          1_234_567,
          Snapshot.Details.NONE);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void aLineShowsTheScenariosThatSend() {
    assertThat(LineView.line(RUNNING))
        .isEqualTo(
            "  4.3 s  mixed: 498/500 logged in; echo 2,000 sent/s, 1,999 delivered/s, p50 250 us,"
                + " p99 1.20 ms");
  }

  @Test
  void aLineShowsFaultsWhenThereAreSome() {
    assertThat(LineView.line(TROUBLED))
        .isEqualTo(
            " 61.0 s  connecting: 98000/100000 logged in; 77 retried; 12345 disconnected; 1234567"
                + " errors");
  }

  @Test
  void theLineViewWritesWholeLinesAtOnce() {
    LineView view = new LineView(out);
    view.show(RUNNING);
    assertThat(written()).isEqualTo(LineView.line(RUNNING) + System.lineSeparator());
    view.end(TROUBLED);
    assertThat(written().lines()).containsExactly(LineView.line(RUNNING), LineView.line(TROUBLED));
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
