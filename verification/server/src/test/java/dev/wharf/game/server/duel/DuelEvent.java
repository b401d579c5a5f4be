package dev.wharf.game.server.duel;

/// The events of duels that the metrics count.
public enum DuelEvent {
  /// Duels that have begun.
  DUELS_BEGUN,
  /// Logins that started no duel, because there were too many duels (`duel.max-duels`).
  DUELS_OVER_TOTAL
}
