package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SwarmControlTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private volatile Snapshot seen;

  @Test
  void countsStayExactWhenTheRunIsChanged() {
    try (TestServer server = TestServer.start()) {
      Swarm swarm = swarm(server, 10, Duration.ofMinutes(10));
      SwarmControl control = swarm.control();
      CompletableFuture<SwarmResult> run = CompletableFuture.supplyAsync(() -> swarm.run(view()));
      awaitSnapshot(snapshot -> sent(snapshot) > 10);

      control.clients(3);
      awaitSnapshot(snapshot -> snapshot.loggedIn() == 3 && snapshot.clients() == 3);
      control.clients(17);
      awaitSnapshot(snapshot -> snapshot.loggedIn() == 17);
      control.rateFactor(20);
      long before = sent(seen);
      awaitSnapshot(snapshot -> sent(snapshot) > before + 1_000);
      control.pause();
      awaitSnapshot(snapshot -> snapshot.flows().stream().allMatch(f -> f.sentPerSecond() == 0));
      control.clients(5);
      awaitSnapshot(snapshot -> snapshot.loggedIn() == 5);
      control.rateFactor(1);
      control.followProfile();
      awaitSnapshot(snapshot -> snapshot.loggedIn() == 10);
      long paused = sent(seen);
      control.resume();
      awaitSnapshot(snapshot -> sent(snapshot) > paused + 10);
      control.stop();

      SwarmResult result = run.join();
      assertThat(result.isComplete()).isFalse();
      assertThat(result.errors()).isEmpty();
      assertThat(result.timeline().marks())
          .extracting(Timeline.Mark::name)
          .containsSubsequence(
              "echo+chat",
              "17 clients",
              "rate 2000 %",
              "paused",
              "5 clients",
              "resumed",
              "stopped",
              "closing");
      for (var scenario : result.scenarios()) {
        Counts counts = scenario.counts();
        assertThat(counts)
            .isEqualTo(
                new Counts(
                    counts.sent(), 0, 0, counts.expected(), counts.expected(), 0, 0, 0, 0, 0, 0));
        assertThat(scenario.latency().count()).isEqualTo(counts.expected());
      }
    }
  }

  /// In the first 500 ms, 5,000 iterations become due, and each takes 2 ms. So most of them are
  /// late when the stop comes, half a second later.
  @Test
  void aStopEndsTheIterationsThatAreLateToo() {
    AtomicInteger played = new AtomicInteger();
    AtomicReference<SwarmControl> control = new AtomicReference<>();
    Script.Action slow =
        (client, iteration) -> {
          played.incrementAndGet();
          LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
          if (System.nanoTime() - iteration.scheduledAt() > Duration.ofSeconds(1).toNanos()) {
            control.get().stop();
          }
        };
    try (TestServer server = TestServer.start()) {
      Swarm swarm =
          new Swarm(
              SwarmOptions.builder(server.address())
                  .clients(1)
                  .scenarios(List.of("slow"))
                  .rate(10_000)
                  .duration(Duration.ofMillis(500))
                  .workers(1)
                  .build(),
              new GameWith("slow", () -> new Acting(slow)));
      control.set(swarm.control());
      SwarmResult result = swarm.run(ProgressView.none());
      assertThat(result.ending().whyEarly()).isEqualTo(Ending.STOPPED);
      assertThat(played).hasValueLessThan(4_000);
    }
  }

  /// A scenario with one action.
  private record Acting(Script.Action action) implements Scenario {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public Script script(ScenarioContext context) {
      return Script.of(action);
    }
  }

  @Test
  void aChangeMadeBeforeTheRunHolds() {
    try (TestServer server = TestServer.start()) {
      Swarm swarm = swarm(server, 10, Duration.ofMillis(500));
      swarm.control().clients(4);
      swarm.control().rateFactor(3);
      SwarmResult result = swarm.run(ProgressView.none());
      assertThat(result.connections().asked()).isEqualTo(4);
      assertThat(result.scenarios().getFirst().counts().sent()).isEqualTo(4 * 10 * 3 / 2);
    }
  }

  @Test
  void rejectsValuesOutOfRange() {
    SwarmControl control = new SwarmControl(100_000, () -> {}, (kind, text) -> {});
    assertThatThrownBy(() -> control.clients(-1)).hasMessage("clients must be 0 to 100000, not -1");
    assertThatThrownBy(() -> control.clients(100_001)).isInstanceOf(IllegalArgumentException.class);
    for (double factor : new double[] {0, -1, 100.1, Double.NaN}) {
      assertThatThrownBy(() -> control.rateFactor(factor))
          .hasMessage("the rate factor must be more than 0 and at most 100.0, not " + factor);
    }
  }

  private static Swarm swarm(TestServer server, int clients, Duration duration) {
    return new Swarm(
        SwarmOptions.builder(server.address())
            .clients(clients)
            .scenarios(List.of("echo+chat"))
            .rate(10)
            .duration(duration)
            .roomSize(5)
            .workers(2)
            .build(),
        new GameSwarm());
  }

  private void awaitSnapshot(java.util.function.Predicate<Snapshot> condition) {
    await().atMost(PATIENCE).until(() -> seen != null && condition.test(seen));
  }

  private static long sent(Snapshot snapshot) {
    return snapshot.flows().stream().mapToLong(flow -> flow.counts().sent()).sum();
  }

  private ProgressView view() {
    return new ProgressView() {
      @Override
      public Duration period() {
        return Duration.ofMillis(50);
      }

      @Override
      public void show(Snapshot snapshot) {
        seen = snapshot;
      }

      @Override
      public void end(Snapshot snapshot) {}
    };
  }
}
