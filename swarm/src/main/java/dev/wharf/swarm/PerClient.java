package dev.wharf.swarm;

/// A value that the swarm keeps for each virtual user, for the time of one connection. Made by
/// [ScenarioContext#perClient]. Thread-safe.
///
/// @param <T> the type of the value
@FunctionalInterface
public interface PerClient<T> {
  /// The user's value. The first call creates it.
  T of(SwarmClient client);
}
