package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.PortOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests packets, send policies and broadcasts in the simulated world.
class RoomTest {
  @ParameterizedTest
  @EnumSource
  void gentleFaultsLoseNoPacket(PortOptions.Shape shape) throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      RoomWorld.Result result = RoomWorld.gentle(shape, 1 + seed % 3).run(seed);
      assertThat(result.lost()).as("seed %d", seed).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStormChangesNoPacket(PortOptions.Shape shape) throws Exception {
    long packets = 0;
    for (int seed = 0; seed < 10; seed++) {
      packets += RoomWorld.stormy(shape, 1 + seed % 3).run(seed).packets();
    }
    assertThat(packets).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRun(PortOptions.Shape shape) throws Exception {
    RoomWorld world = RoomWorld.stormy(shape, 3);
    RoomWorld.Result first = world.run(1);
    assertThat(world.run(1)).isEqualTo(first);
    assertThat(world.run(2).hash()).isNotEqualTo(first.hash());
  }
}
