package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorCountsTest {
  private final ErrorCounts errors = new ErrorCounts();

  @Test
  void countsByReason() {
    errors.count("b");
    errors.count("a");
    errors.count("b");
    assertThat(errors.byReason()).containsExactly(entry("a", 1), entry("b", 2));
    assertThat(errors.total()).isEqualTo(3);
  }

  @Test
  void keepsALimitedNumberOfReasonsAndLosesNoCount() {
    for (int i = 0; i < 1000; i++) {
      errors.count("reason " + i);
      errors.count("reason 0");
    }
    assertThat(errors.byReason()).hasSize(ErrorCounts.MOST_REASONS + 1);
    assertThat(errors.byReason()).containsEntry("reason 0", 1001L);
    assertThat(errors.byReason()).containsEntry(ErrorCounts.OTHER, 1000L - 64);
    assertThat(errors.total()).isEqualTo(2000);
  }

  private static Map.Entry<String, Long> entry(String reason, long count) {
    return Map.entry(reason, count);
  }
}
