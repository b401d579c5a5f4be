package dev.wharf.server.player;

/// The result of [GameContext#enter][dev.wharf.server.GameContext#enter], which logs a player in on
/// a game session.
public enum EnterResult {
  /// The player is logged in.
  ENTERED,
  /// The account is logged in on another session, which the server ends now (`login.second =
  /// takeover`). When the game has saved the player of that session, the server logs this player
  /// in. Until then the session is in [Stage#CHECKING].
  WAITING,
  /// The same client has sent a newer login, which has entered or waits. So this login is late, on
  /// a connection that the client has given up ([GameSession#numberLogin]).
  OVERTAKEN,
  /// A player with this name or account is online or being saved.
  NAME_TAKEN,
  /// The limit of players being saved is reached (`login.max-saves`).
  TOO_MANY_SAVES,
  /// The name breaks the rules of [Names].
  BAD_NAME,
  /// The session is closed.
  SESSION_CLOSED
}
