package dev.wharf.game.server.world;

import java.util.random.RandomGenerator;

/// A walker that the server moves: straight on, until something is in its way or it wants to turn.
/// It stays in its zone.
final class Walker extends WorldObject {
  static final int KIND = 2;

  private static final int TURNS = 60;
  private static final double SPEED = 0.25;

  private final RandomGenerator random;
  private final WorldMap map;
  private final int zone;
  private final double step;
  private double exactX;
  private double exactY;
  private double angle;

  /// Creates a walker at a random place of a zone.
  ///
  /// @param fastest the distance in which a player may move in a tick, in units
  Walker(WorldMap map, int zone, RandomGenerator random, double fastest) {
    super(KIND);
    moveTo(map.freeSpot(zone, random));
    this.map = map;
    this.zone = zone;
    this.random = random;
    this.step = fastest * SPEED;
    this.exactX = x();
    this.exactY = y();
    turn();
  }

  @Override
  void onTick(int tick) {
    double toX = exactX + step * Math.cos(angle);
    double toY = exactY + step * Math.sin(angle);
    int nextX = (int) toX;
    int nextY = (int) toY;
    if (toX < 0
        || toY < 0
        || !map.isClear(x(), y(), nextX, nextY)
        || map.zoneOf(nextX) != zone
        || random.nextInt(TURNS) == 0) {
      turn();
    } else {
      exactX = toX;
      exactY = toY;
      moveTo(nextX, nextY);
    }
  }

  private void turn() {
    angle = random.nextDouble(2 * Math.PI);
  }
}
