package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.session.LiveCounters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests close reasons that a game adds to the engine's.
@Tag(EngineFixture.ONCE)
class CloseReasonTest {
  private static final CloseReason BANNED = CloseReason.misbehaviour("BANNED");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "banned",
        "BANNED!",
        "1ST",
        "A\nB",
        "TOO_LONG_A_NAME_FOR_A_LINE_OF_THE_LOG_XXXX"
      })
  void refusesANameThatWouldNotFitIntoALogOrAMetric(String name) {
    assertThatThrownBy(() -> CloseReason.normal(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\"");
  }

  @Test
  void endsASessionAndIsCounted() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      probe.session().close(BANNED, "by an operator");
      assertThat(probe.reason()).isEqualTo(BANNED);
      EngineFixture.until("the close is counted", () -> server.counters().closed(BANNED) == 1);
      assertThat(server.counters().closes()).containsOnlyKeys(BANNED);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void countsReasonsBeyondAHundredTogether() {
    LiveCounters counters = new LiveCounters();
    for (int i = 0; i < 1000; i++) {
      counters.countClosed(CloseReason.normal("REASON_" + i));
    }
    assertThat(counters.closes()).hasSize(101);
    assertThat(counters.closed(CloseReason.normal("REASON_0"))).isEqualTo(1);
    assertThat(counters.closed(CloseReason.normal("OTHER"))).isEqualTo(900);
  }
}
