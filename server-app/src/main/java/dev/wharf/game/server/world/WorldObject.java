package dev.wharf.game.server.world;

import dev.wharf.game.proto.Appeared;

/// Something in a zone that players see. A game adds its own kinds as subclasses, and puts them
/// into a zone with `Zone.add`.
///
/// Confined to the queue of its zone.
abstract class WorldObject {
  private final int kind;
  private int number = -1;
  private int x;
  private int y;
  private int state;
  private int changedAt;
  private String text = "";
  private int spokeAt;

  /// Creates an object that is not in a zone yet.
  ///
  /// @param kind as in [Appeared]
  WorldObject(int kind) {
    this.kind = kind;
  }

  /// Called at each tick, before the players get what they see. It may move the object.
  abstract void onTick(int tick);

  /// Called when the zone has put the object at its position, at each tick.
  void onPut() {}

  /// Returns the object's number in its zone; -1 while it is in none.
  final int number() {
    return number;
  }

  final int x() {
    return x;
  }

  final int y() {
    return y;
  }

  /// Returns whether another object of the zone is at most this far away.
  ///
  /// @param distance in units
  final boolean isWithin(int distance, WorldObject other) {
    long dx = (long) x - other.x;
    long dy = (long) y - other.y;
    return dx * dx + dy * dy <= (long) distance * distance;
  }

  /// Moves the object. The zone uses the position after the tick.
  final void moveTo(int newX, int newY) {
    x = newX;
    y = newY;
  }

  final void moveTo(WorldMap.Spot spot) {
    moveTo(spot.x(), spot.y());
  }

  /// Sets the state that players see. Call it in [#onTick].
  ///
  /// @param tick the present tick
  final void setState(int next, int tick) {
    state = next;
    changedAt = tick;
  }

  final int state() {
    return state;
  }

  /// Returns whether the state has changed at this tick.
  final boolean hasChanged(int tick) {
    return changedAt == tick;
  }

  /// Says something to all who see the object. Call it in [#onTick].
  ///
  /// @param tick the present tick
  final void say(String said, int tick) {
    text = said;
    spokeAt = tick;
  }

  /// Returns what the object has said last.
  final String text() {
    return text;
  }

  /// Returns whether the object has said something at this tick.
  final boolean hasSpoken(int tick) {
    return spokeAt == tick;
  }

  final int kind() {
    return kind;
  }

  final void setNumber(int next) {
    number = next;
  }

  /// Returns the name that players see; empty for an object without a name.
  String name() {
    return "";
  }

  final Appeared appearance() {
    return Appeared.newBuilder()
        .setObject(number)
        .setKind(kind)
        .setName(name())
        .setX(x)
        .setY(y)
        .setState(state)
        .build();
  }
}
