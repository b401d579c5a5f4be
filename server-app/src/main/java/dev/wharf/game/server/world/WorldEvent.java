package dev.wharf.game.server.world;

/// The events that the metrics count.
enum WorldEvent {
  /// A player has entered the world.
  WORLD_ENTERED,
  /// A player could not enter, because every zone was full.
  WORLD_FULL,
  /// A player has walked from one zone to another.
  ZONES_CROSSED,
  /// A player could not walk to another zone, because that zone was full.
  ZONES_FULL,
  /// A player has asked for a position where it cannot be.
  MOVES_REFUSED,
  /// A player has sent more than one text in a second, and one of them was not said.
  SPEECH_REPLACED,
  /// A client could not watch the world, because as many as allowed watch already.
  WATCHERS_REFUSED
}
