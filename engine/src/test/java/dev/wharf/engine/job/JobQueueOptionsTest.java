package dev.wharf.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobQueueOptionsTest {

  private final JobQueueOptions defaults = JobQueueOptions.defaults();

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(defaults.capacity()).isEqualTo(4096);
    assertThat(defaults.budget()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void renamesTheDefaultFailureLog() {
    assertThat(defaults.withName("room").onFailure()).isEqualTo(new FailureLog("room"));
  }

  @Test
  void keepsAnOnFailureOfTheCallersOwn() {
    JobQueueOptions own = defaults.withOnFailure(failure -> {});

    assertThat(own.withName("room").onFailure()).isSameAs(own.onFailure());
  }

  @Test
  void rejectsValuesOutOfRange() {
    assertRefused(() -> defaults.withName(" "), "name");
    assertRefused(() -> defaults.withCapacity(0), "capacity 0");
    assertRefused(() -> defaults.withCapacity(JobQueueOptions.MAX_CAPACITY + 1), "capacity");
    assertRefused(() -> defaults.withBudget(Duration.ofNanos(-1)), "budget");
    assertRefused(() -> defaults.withBudget(Duration.ofMinutes(2)), "budget PT2M");
  }

  private static void assertRefused(Runnable change, String fact) {
    assertThatThrownBy(change::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fact);
  }
}
