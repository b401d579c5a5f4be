package dev.wharf.server.sight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionHistoryTest {
  @Test
  void knowsTheLastTicks() {
    PositionHistory history = new PositionHistory(2);
    for (int tick = 1; tick <= 200; tick++) {
      history.record(0, tick, tick * 10, -tick);
      history.record(1, tick, 7, tick);
    }
    for (int tick = 200 - PositionHistory.TICKS + 1; tick <= 200; tick++) {
      assertThat(history.knows(tick, 200)).isTrue();
      assertThat(history.x(0, tick)).isEqualTo(tick * 10);
      assertThat(history.y(0, tick)).isEqualTo(-tick);
      assertThat(history.y(1, tick)).isEqualTo(tick);
    }
    assertThat(history.knows(200 - PositionHistory.TICKS, 200)).isFalse();
    assertThat(history.knows(201, 200)).isFalse();
    assertThat(history.knows(0, 10)).isFalse();
  }
}
