package dev.wharf.server.player;

/// The result of logging a player in on a game session.
public enum EnterResult {
  /// The session has its player.
  ENTERED,
  /// A player of this name or account is online or being saved.
  NAME_TAKEN,
  /// The limit of players being saved is reached (`login.max-saves`).
  TOO_MANY_SAVES,
  /// The name breaks the rules of [Names].
  BAD_NAME,
  /// The session is closed.
  SESSION_CLOSED
}
