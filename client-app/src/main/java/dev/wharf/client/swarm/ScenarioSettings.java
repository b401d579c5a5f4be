package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.Payload;
import java.util.function.LongSupplier;

/// What a scenario is made of.
///
/// @param clients how many clients there are
/// @param roomSize how many of them share a room
/// @param runId letters and digits that no other run against the server has
/// @param payload the content of messages
/// @param nanoTime the clock that the schedule goes by
public record ScenarioSettings(
    int clients, int roomSize, String runId, Payload payload, LongSupplier nanoTime) {}
