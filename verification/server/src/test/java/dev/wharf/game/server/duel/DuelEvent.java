package dev.wharf.game.server.duel;

/// What duels count.
public enum DuelEvent {
  /// Duels that were begun.
  DUELS_BEGUN,
  /// Challenges refused because there were too many duels (`duel.max-duels`).
  DUELS_OVER_TOTAL
}
