package dev.wharf.server.player;

import dev.wharf.protocol.PacketState;

/// The login stages of a game session. The stage decides which packets the client may send.
public enum Stage implements PacketState {
  /// Connected; the server accepts only a login.
  LOGIN,
  /// The authenticator is checking the login.
  CHECKING,
  /// Logged in.
  PLAYING
}
