package dev.wharf.swarm.demo;

import dev.wharf.swarm.SwarmGame;
import java.time.Duration;
import java.util.List;

/// The load of a demo for which the command line names no other one.
///
/// @param scenarios the scenarios, which run one after another
/// @param clients the number of users
/// @param duration how long they send
/// @param connectRate the number of new connections a second
record DemoLoad(List<String> scenarios, int clients, Duration duration, int connectRate) {
  static DemoLoad ofScenarios(SwarmGame game) {
    return new DemoLoad(game.scenarios().mixedNames(), 500, Duration.ofSeconds(10), 500);
  }

  /// Returns the load of a demo that runs until it is stopped, which is as long as a run may last.
  static DemoLoad ofWorld(DemoWorld world) {
    return new DemoLoad(List.of(world.scenario()), 2_000, Duration.ofHours(24), 1_000);
  }
}
