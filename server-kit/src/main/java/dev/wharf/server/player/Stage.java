package dev.wharf.server.player;

import dev.wharf.protocol.PacketState;

/// The login stages of a game session. The stage decides which packets the client may send.
public enum Stage implements PacketState {
  /// The client is connected; the server accepts only a login.
  LOGIN,
  /// The authenticator is checking the login.
  CHECKING,
  /// The player is logged in.
  PLAYING
}
