package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SessionOptions;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients and a server in a simulated network that breaks connections: nothing may be lost, come
/// twice, or come in another order.
class ResumeSimulationTest {
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 400;

  /// The login takes fewer bytes in either direction. A connection that breaks before it cannot be
  /// resumed.
  private static final int FIRST_CUT = 80;

  private static final int CUT_BYTES = 400;

  /// How often a connection breaks at each byte. Once: each kind of cut has every fourth byte. With
  /// `-Dwharf.resume=10`, each kind has every byte, and there are ten times as many seeds.
  private static final int THOROUGHNESS = Integer.getInteger("wharf.resume", 1);

  private static final int SEEDS = 20 * THOROUGHNESS;

  /// Faults that a resumable session survives, with many broken connections.
  private static final Faults CUTS =
      Faults.none()
          .with(FaultKind.RESET, 0.02)
          .with(FaultKind.LOSS, 0.02)
          .with(FaultKind.SPLIT, 0.5)
          .with(FaultKind.SHORT_READ, 0.3)
          .with(FaultKind.STOPPED_READER, 0.002)
          .with(FaultKind.ACCEPT_FAILURE, 0.05)
          .with(FaultKind.LATENCY, 0.1)
          .with(FaultKind.PARTITION, 0.05)
          .with(FaultKind.SLOW_HOST, 0.05)
          .with(FaultKind.SLOW_THREAD, 0.1);

  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhenConnectionsBreak(PortOptions.Shape shape) throws Exception {
    int resumes = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      resumes += play(seed, shape, CUTS).resumes();
    }
    assertThat(resumes).isGreaterThan(SEEDS);
  }

  @Test
  void nobodyResumesWhenNothingBreaks() throws Exception {
    assertThat(play(1, PortOptions.Shape.SHARED, Faults.none()).resumes()).isZero();
  }

  /// Breaks the first connection at a byte, in each direction, and the second one soon after the
  /// resume has begun.
  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhereverTheConnectionBreaks(Cut.Kind kind) throws Exception {
    Cut.Kind[] kinds = Cut.Kind.values();
    int step = THOROUGHNESS > 1 ? 1 : kinds.length;
    int runs = 0;
    int resumes = 0;
    for (int bytes = kind.ordinal() % step; bytes < CUT_BYTES; bytes += step) {
      ArrayDeque<Cut> cuts = new ArrayDeque<>();
      cuts.add(new Cut(kind, FIRST_CUT + bytes));
      cuts.add(new Cut(kinds[bytes / step % kinds.length], bytes % 150));
      resumes += playCut(bytes, cuts).resumes();
      runs++;
    }
    assertThat(resumes).isGreaterThanOrEqualTo(runs);
  }

  private static ResumeWorld.Result playCut(long seed, Queue<Cut> cuts) throws Exception {
    SessionOptions options =
        GameClient.sessionOptions()
            .withTransformation(_ -> Objects.requireNonNullElseGet(cuts.poll(), Cut::never));
    ResumeWorld.Result[] result = new ResumeWorld.Result[1];
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed))) {
      simulation.run(
          () ->
              result[0] =
                  new ResumeWorld(simulation, PortOptions.Shape.SHARED, 3, options)
                      .play(Faults.none(), 1, 30));
    } catch (Throwable t) {
      throw new AssertionError("cut at byte " + seed, t);
    }
    return result[0];
  }

  private static ResumeWorld.Result play(long seed, PortOptions.Shape shape, Faults faults)
      throws Exception {
    ResumeWorld.Result[] result = new ResumeWorld.Result[1];
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed))) {
      simulation.run(
          () ->
              result[0] =
                  new ResumeWorld(simulation, shape, 8, GameClient.sessionOptions())
                      .play(faults, CLIENTS, ROUNDS));
    }
    return result[0];
  }
}
