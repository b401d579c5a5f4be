package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.channels.world.SimulatedWorld;
import dev.wharf.engine.runtime.EngineRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that the simulation repeats a run exactly: closes, cancels, half-closes and all kinds of
/// groups included.
class DeterminismTest {
  private static final int OPERATIONS = 2_000;

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRandomOperations(GroupKind kind) throws Exception {
    long first = run(kind, 1);
    assertThat(run(kind, 1)).isEqualTo(first);
    assertThat(run(kind, 2)).isNotEqualTo(first);
  }

  /// Returns the hash of everything that has happened in the run.
  private static long run(GroupKind kind, long seed) throws Exception {
    try (SimulatedWorld world = new SimulatedWorld(seed, false)) {
      world.disturbNetwork();
      world.run(() -> runIn(world, kind, seed));
      return world.traceHash();
    }
  }

  private static void runIn(SimulatedWorld world, GroupKind kind, long seed) throws Exception {
    try (TestGroup group = new TestGroup(world, new Setting(Providers.SIMULATION, kind));
        RandomOperations run = new RandomOperations(world, group, false, OPERATIONS, seed)) {
      assertThat(world.runtime().await(run.end(), EngineRuntime.FOREVER)).isTrue();
      run.end().get();
      run.buffers().checkAllAreBack();
    }
  }
}
