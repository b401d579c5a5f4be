package dev.wharf.game.server.world;

import dev.wharf.game.proto.Wall;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The rectangle of the world, its zones and its walls. Immutable, thread-safe.
///
/// @param width an x is from 0 to `width - 1`
/// @param height a y is from 0 to `height - 1`
/// @param zones the number of zones: columns of equal width
record WorldMap(int width, int height, int zones, List<Wall> walls) {
  /// The walls are in the middle of squares of this side.
  private static final int BLOCK = 80 * WorldSettings.UNITS;

  private static final int WALL_LENGTH = 24 * WorldSettings.UNITS;
  private static final int WALL_WIDTH = 2 * WorldSettings.UNITS;

  /// A position outside of each world, for a player who was never here.
  static final Spot NOWHERE = new Spot(-1, -1);

  /// A position in the world.
  record Spot(int x, int y) {}

  static WorldMap of(WorldSettings settings) {
    int width = settings.width() * WorldSettings.UNITS;
    int height = settings.height() * WorldSettings.UNITS;
    return new WorldMap(width, height, settings.zones(), wallsOf(width, height));
  }

  private static List<Wall> wallsOf(int width, int height) {
    List<Wall> walls = new ArrayList<>();
    for (int x = BLOCK / 2; x + WALL_LENGTH < width; x += BLOCK) {
      for (int y = BLOCK / 2; y + WALL_LENGTH < height; y += BLOCK) {
        boolean isUpright = (x / BLOCK + y / BLOCK) % 2 == 0;
        walls.add(
            Wall.newBuilder()
                .setLeft(x)
                .setTop(y)
                .setRight(x + (isUpright ? WALL_WIDTH : WALL_LENGTH))
                .setBottom(y + (isUpright ? WALL_LENGTH : WALL_WIDTH))
                .build());
      }
    }
    return List.copyOf(walls);
  }

  /// Returns the zone of a position in the world.
  int zoneOf(int x) {
    return (int) ((long) x * zones / width);
  }

  /// Returns the first x of a zone; for [#zones], the width.
  int left(int zone) {
    return (int) (((long) zone * width + zones - 1) / zones);
  }

  /// Returns whether a player may stand at a position.
  boolean isFree(Spot spot) {
    return isClear(spot.x(), spot.y(), spot.x(), spot.y());
  }

  /// Returns a random position of a zone that is not in a wall.
  Spot freeSpot(int zone, RandomGenerator random) {
    while (true) {
      Spot spot = new Spot(random.nextInt(left(zone), left(zone + 1)), random.nextInt(height));
      if (isFree(spot)) {
        return spot;
      }
    }
  }

  /// Returns whether a straight way is in the world and meets no wall.
  boolean isClear(int fromX, int fromY, int toX, int toY) {
    if (toX < 0 || toY < 0 || toX >= width || toY >= height) {
      return false;
    }
    for (Wall wall : walls) {
      if (meets(wall, fromX, fromY, toX, toY)) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether a way and a wall have a point in common. They have none if all corners of the
  /// wall are on one side of the way, or the way is beside the wall.
  private static boolean meets(Wall wall, int fromX, int fromY, int toX, int toY) {
    if (Math.max(fromX, toX) < wall.getLeft()
        || Math.min(fromX, toX) > wall.getRight()
        || Math.max(fromY, toY) < wall.getTop()
        || Math.min(fromY, toY) > wall.getBottom()) {
      return false;
    }
    long dx = (long) toX - fromX;
    long dy = (long) toY - fromY;
    long a = dx * (wall.getTop() - fromY) - dy * (wall.getLeft() - fromX);
    long b = dx * (wall.getTop() - fromY) - dy * (wall.getRight() - fromX);
    long c = dx * (wall.getBottom() - fromY) - dy * (wall.getLeft() - fromX);
    long d = dx * (wall.getBottom() - fromY) - dy * (wall.getRight() - fromX);
    boolean isLeft = a > 0 && b > 0 && c > 0 && d > 0;
    boolean isRight = a < 0 && b < 0 && c < 0 && d < 0;
    return !isLeft && !isRight;
  }
}
