package dev.wharf.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerProbeTest {
  private static final long MILLI = 1_000_000;

  private final List<Runnable> first = new ArrayList<>();
  private final List<Runnable> second = new ArrayList<>();
  private final Timer delays = new SimpleMeterRegistry().timer("delay");
  private long now = 1;
  private final WorkerProbe probe =
      new WorkerProbe(List.of(first::add, second::add), () -> now, delays);

  @Test
  void measuresHowLongATaskWaits() {
    probe.ask();
    now += 30 * MILLI;
    first.removeFirst().run();
    assertThat(delays.count()).isEqualTo(1);
    assertThat(delays.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
  }

  @Test
  void asksAWorkerAgainOnlyWhenItHasAnswered() {
    probe.ask();
    first.removeFirst().run();
    probe.ask();
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1);
  }

  @Test
  void reportsAWorkerThatDoesNotAnswer() {
    probe.ask();
    first.removeFirst().run();
    now += 5_000 * MILLI;
    assertThat(probe.silentFor(Duration.ofSeconds(5))).isEqualTo(1);
    assertThat(probe.silentFor(Duration.ofSeconds(6))).isZero();
    second.removeFirst().run();
    assertThat(probe.silentFor(Duration.ofSeconds(5))).isZero();
  }

  @Test
  void reportsAWorkerThatRejectsTheProbe() {
    WorkerProbe refused =
        new WorkerProbe(
            List.of(
                task -> {
                  throw new RejectedExecutionException();
                }),
            () -> now,
            delays);
    refused.ask();
    now += 5_000 * MILLI;
    assertThat(refused.silentFor(Duration.ofSeconds(5))).isEqualTo(1);
  }
}
