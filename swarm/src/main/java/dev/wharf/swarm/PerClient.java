package dev.wharf.swarm;

/// A value that the swarm keeps for each virtual user, for the time of one connection.
/// [ScenarioContext#perClient] creates it. Thread-safe.
///
/// @param <T> the type of the value
@FunctionalInterface
public interface PerClient<T> {
  /// Returns the user's value. The first call for a connection creates the value.
  T of(SwarmClient client);
}
