package dev.wharf.swarm.run;

import java.time.Duration;
import java.util.List;

/// Scenarios that run at the same time.
///
/// @param name the name for people: the names of the scenarios, or `mixed`
record ScenarioGroup(String name, List<ScenarioRun> scenarios) {
  /// Returns how long the group sent messages; zero before the end of its sending.
  Duration sending() {
    return scenarios.getFirst().sending();
  }
}
