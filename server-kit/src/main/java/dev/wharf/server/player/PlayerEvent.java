package dev.wharf.server.player;

/// The events of players that the metrics count.
public enum PlayerEvent {
  /// Logins of an account that was logged in already, and that ended the earlier login
  /// (`login.second = takeover`).
  TAKEOVERS,
  /// Players who lost their connection and became absent (`resume.grace`).
  PLAYERS_ABSENT,
  /// Absent players who came back on a new connection.
  PLAYERS_RESUMED,
  /// Absent players who left, because they did not come back within `resume.grace`.
  PLAYERS_ABSENT_TOO_LONG,
  /// Players who lost their connection and left at once, because too many players were absent
  /// (`resume.max-absent`).
  PLAYERS_OVER_ABSENT
}
