package dev.wharf.swarm;

import dev.wharf.protocol.system.Failure;

/// A book of what clients have sent and what has to come back: for a scenario that [Exchange] is
/// not enough for. Added by [Cast#account]. Thread-safe.
public interface Account {
  /// Whether nothing is open for the client: all that it waits for has come.
  boolean isQuiet(SwarmClient client);

  /// The server refused something.
  ///
  /// @return whether it was in this book
  boolean refuse(SwarmClient client, Failure failure);

  /// It has waited long enough: what is open now is lost, unless it comes after all.
  void giveUp(SwarmClient client);

  /// The client closes its connection at will: whether what is open will come is not known, so it
  /// is not expected any more.
  void abandon(SwarmClient client);

  /// The connection has ended, and nobody had asked for it: what is open is lost.
  void lose(SwarmClient client);
}
