package dev.wharf.swarm.demo;

import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.profile.Level;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.Ramp;
import dev.wharf.swarm.profile.Stage;
import java.time.Duration;
import java.util.List;

/// The load of a demo for which the command line names no other one.
///
/// @param scenarios the scenarios, which run one after another
/// @param clients the number of users
/// @param duration how long they send
/// @param connectRate the number of new connections a second
/// @param first the share of the users that are there at the start, 0 to 1; the others come during
///   the first seconds
record DemoLoad(
    List<String> scenarios, int clients, Duration duration, int connectRate, double first) {
  private static final Duration COMING = Duration.ofSeconds(6);

  static DemoLoad ofScenarios(SwarmGame game) {
    return new DemoLoad(game.scenarios().mixedNames(), 500, Duration.ofSeconds(10), 500, 1);
  }

  /// Returns the load of a demo that runs until it is stopped, which is as long as a run may last.
  /// A few users come first, so that something moves at once.
  static DemoLoad ofWorld(DemoWorld world) {
    return new DemoLoad(List.of(world.scenario()), 2_000, Duration.ofHours(24), 1_000, 0.05);
  }

  Profile profile() {
    if (first == 1) {
      return Profile.steady(duration);
    }
    Duration half = duration.dividedBy(2);
    Duration coming = COMING.compareTo(half) < 0 ? COMING : half;
    return new Profile(
        "world",
        List.of(
            stage("the users come", coming, new Ramp(new Level(first, true), Level.ALL)),
            stage("all walk", duration.minus(coming), Ramp.ALL)));
  }

  private static Stage stage(String name, Duration duration, Ramp clients) {
    return new Stage(name, duration, clients, Ramp.ALL, 0, 0, Duration.ZERO, Stage.Exit.LEAVE);
  }
}
