package dev.wharf.game.server.item;

/// The events of items that the metrics count.
public enum ItemEvent {
  /// Trades that were made.
  TRADES_MADE,
  /// Trades that were refused by the rules.
  TRADES_REFUSED,
  /// Offers that were sent to a player.
  TRADES_OFFERED
}
