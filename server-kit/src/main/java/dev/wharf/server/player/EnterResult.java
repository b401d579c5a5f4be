package dev.wharf.server.player;

/// How it ended when a session was to become that of a player.
public enum EnterResult {
  /// The session has its player.
  ENTERED,
  /// Somebody of this name or account is online or being saved.
  NAME_TAKEN,
  /// `login.max-saves` players are being saved.
  TOO_MANY_SAVES,
  /// No player can have this name ([Names]).
  BAD_NAME,
  /// The session has ended meanwhile.
  SESSION_CLOSED
}
