package dev.wharf.server.player;

import dev.wharf.protocol.PacketState;

/// The stages of a session, which decide what packets it may send.
public enum Stage implements PacketState {
  /// Connected: only a login is accepted.
  LOGIN,
  /// The login is being checked.
  CHECKING,
  /// Logged in.
  PLAYING
}
