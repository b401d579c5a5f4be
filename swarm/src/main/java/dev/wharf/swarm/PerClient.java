package dev.wharf.swarm;

/// A value that each user has one of, for the time of its connection. Made by
/// [ScenarioContext#perClient]. Thread-safe.
///
/// @param <T> the type of the value
@FunctionalInterface
public interface PerClient<T> {
  /// The user's value. The first call makes it.
  T of(SwarmClient client);
}
