package dev.wharf.swarm.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Tests a stream of 20 inputs a second against a correct server, and against faulty servers.
class StateStreamTest {
  private static final int CLIENTS = 5;

  /// The number of the state in which a faulty server makes its mistake.
  private static final int NTH = 10;

  private static final class MoveSwarm implements SwarmGame {
    @Override
    public PacketCatalog catalog() {
      return MoveServer.CATALOG;
    }

    @Override
    public ScenarioRegistry scenarios() {
      return ScenarioRegistry.empty().with("move", MoveScenario::new);
    }
  }

  private static ScenarioResult play(int clients, Function<MoveState, List<MoveState>> fault) {
    try (MoveServer server = new MoveServer(fault)) {
      SwarmOptions options =
          SwarmOptions.builder(server.address())
              .clients(clients)
              .scenarios(List.of("move"))
              .duration(Duration.ofMillis(800))
              .settleTimeout(Duration.ofSeconds(2))
              .workers(1)
              .build();
      Swarm swarm = new Swarm(options, new MoveSwarm());
      SwarmResult result = swarm.run(ProgressView.none());
      assertThat(result.connections().loggedIn()).isEqualTo(clients);
      assertThat(swarm.metricNames(List.of())).contains("move.states", "move.rests", "move.p99");
      assertThat(Metrics.of(result)).isNotNull();
      return result.scenarios().getFirst();
    }
  }

  private static Function<MoveState, List<MoveState>> inTick(
      int tick, Function<MoveState, List<MoveState>> fault) {
    return state -> state.getTick() == tick ? fault.apply(state) : List.of(state);
  }

  @Test
  void countsAndTimesEachInputOnce() {
    ScenarioResult result = play(CLIENTS, List::of);
    Counts counts = result.counts();
    assertThat(counts.sent()).isPositive();
    assertThat(counts)
        .isEqualTo(new Counts(counts.sent(), 0, 0, counts.sent(), counts.sent(), 0, 0, 0, 0, 0, 0));
    assertThat(result.latency().count()).isEqualTo(counts.sent());
    assertThat(result.counters().get("states")).isPositive();
  }

  @Test
  void detectsASkippedState() {
    Counts counts = play(CLIENTS, inTick(NTH, _ -> List.of())).counts();
    assertThat(counts.gaps()).isEqualTo(CLIENTS);
    assertThat(counts.lost()).isZero();
  }

  @Test
  void detectsInputsThatAreNeverAcknowledged() {
    Counts counts =
        play(1, state -> List.of(state.toBuilder().setAcknowledged(0).build())).counts();
    assertThat(counts.sent()).isPositive();
    assertThat(counts.lost()).isEqualTo(counts.sent());
  }

  @Test
  void detectsARepeatedState() {
    Counts counts = play(CLIENTS, inTick(NTH, state -> List.of(state, state))).counts();
    assertThat(counts.duplicated()).isEqualTo(CLIENTS);
  }

  @Test
  void detectsStatesInTheWrongOrder() {
    AtomicReference<MoveState> held = new AtomicReference<>();
    Counts counts =
        play(
                1,
                state -> {
                  if (state.getTick() == NTH) {
                    held.set(state);
                    return List.of();
                  }
                  return state.getTick() == NTH + 1 ? List.of(state, held.get()) : List.of(state);
                })
            .counts();
    assertThat(counts.outOfOrder()).isEqualTo(1);
  }

  @Test
  void detectsAnAcknowledgementThatGoesBack() {
    Counts counts =
        play(
                CLIENTS,
                state ->
                    state.getAcknowledged() > 5 && state.getTick() % 2 == 0
                        ? List.of(state.toBuilder().setAcknowledged(1).build())
                        : List.of(state))
            .counts();
    assertThat(counts.outOfOrder()).isPositive();
  }

  @Test
  void detectsAForgedAcknowledgement() {
    Counts counts =
        play(
                CLIENTS,
                inTick(NTH, state -> List.of(state.toBuilder().setAcknowledged(1_000_000).build())))
            .counts();
    assertThat(counts.unexpected()).isEqualTo(CLIENTS);
    assertThat(counts.lost()).isZero();
  }

  @Test
  void detectsAStateThatIsNotThatOfTheAcknowledgedInput() {
    Counts counts =
        play(
                CLIENTS,
                state ->
                    state.getAcknowledged() >= 5 // a busy machine may acknowledge several at once
                        ? List.of(state.toBuilder().setX(-1).build())
                        : List.of(state))
            .counts();
    assertThat(counts.corrupted()).isPositive();
  }

  @Test
  void theScenarioOfThePageIsTheTestedOne() throws Exception {
    String played =
        Files.readString(Path.of("src/test/java/dev/wharf/swarm/move/MoveScenario.java"));
    String shown = played.substring(played.indexOf("/// Each user"));
    assertThat(Files.readString(Path.of("../docs/swarm-reference.md"))).contains(shown);
  }
}
