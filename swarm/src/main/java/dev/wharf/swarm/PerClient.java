package dev.wharf.swarm;

import org.jspecify.annotations.Nullable;

/// Something that each client has one of, for the time of its connection. Thread-safe.
///
/// @param <T> what it is
public final class PerClient<T> {
  private final int cast;
  private final int index;
  private final Maker<T> maker;

  /// Makes what a client has.
  ///
  /// @param <T> what it is
  @FunctionalInterface
  public interface Maker<T> {
    /// Called once for each connection.
    T make(SwarmClient client);
  }

  PerClient(int cast, int index, Maker<T> maker) {
    this.cast = cast;
    this.index = index;
    this.maker = maker;
  }

  /// The client's.
  @SuppressWarnings("unchecked")
  public T of(SwarmClient client) {
    Role role = client.role(cast);
    @Nullable Object there = role.belonging(index);
    return there != null ? (T) there : (T) role.belonging(index, () -> maker.make(client));
  }
}
