package dev.wharf.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedValueTest {
  private final AtomicInteger walks = new AtomicInteger();
  private long now;
  private final CachedValue<Integer> recent = new CachedValue<>(walks::incrementAndGet, () -> now);

  @Test
  void computesOnceInAQuarterOfASecond() {
    assertThat(recent.get()).isEqualTo(1);
    now += 249_000_000;
    assertThat(recent.get()).isEqualTo(1);
    now += 1_000_000;
    assertThat(recent.get()).isEqualTo(2);
  }
}
