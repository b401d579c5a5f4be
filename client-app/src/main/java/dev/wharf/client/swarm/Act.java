package dev.wharf.client.swarm;

import java.time.Duration;
import java.util.List;

/// A part of the run: scenarios that run at the same time.
///
/// @param name as it was asked for
/// @param duration how long messages are sent
record Act(String name, List<Scenario> scenarios, Duration duration) {}
