package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunLogTest {
  private long now;
  private final RunLog log = new RunLog(() -> now);

  @Test
  void recordsPhasesAndChangesInOrder() {
    log.begin("echo", () -> 0);
    log.change("rate", "rate 110 %");
    log.begin("closing", () -> 1);
    assertThat(names()).containsExactly("echo", "rate 110 %", "closing");
    assertThat(log.now().name()).isEqualTo("closing");
  }

  @Test
  void recordsTheLastOfSeveralChangesInOneSecond() {
    log.change("rate", "rate 110 %");
    log.change("rate", "rate 120 %");
    log.change("clients", "110 clients");
    log.change("rate", "rate 130 %");
    now += Duration.ofSeconds(1).toNanos();
    log.change("rate", "rate 140 %");
    assertThat(names()).containsExactly("rate 120 %", "110 clients", "rate 130 %", "rate 140 %");
  }

  @Test
  void aChangeIsNeverReplacedAcrossAPhase() {
    log.change("rate", "rate 110 %");
    log.begin("echo", () -> 0);
    log.change("rate", "rate 120 %");
    assertThat(names()).containsExactly("rate 110 %", "echo", "rate 120 %");
  }

  private List<String> names() {
    return log.entries().stream().map(RunLog.Entry::name).toList();
  }
}
