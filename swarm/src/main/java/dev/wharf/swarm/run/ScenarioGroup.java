package dev.wharf.swarm.run;

import java.time.Duration;
import java.util.List;

/// Scenarios that run at the same time.
///
/// @param name the scenarios' own names
record ScenarioGroup(String name, List<ScenarioRun> scenarios) {
  Duration sending() {
    return scenarios.getFirst().sending();
  }
}
