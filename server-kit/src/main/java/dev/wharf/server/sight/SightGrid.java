package dev.wharf.server.sight;

import java.util.Arrays;
import java.util.Objects;

/// The positions of the objects in a rectangle, and a search for the objects near one of them.
///
/// **Rule.** An object sees each other object at a distance of at most the radius. When there are
/// more than [#most()] of them, it sees the nearest ones; of two objects at the same distance, the
/// one with the smaller number is nearer. So a crowd costs a bounded number of objects for each
/// viewer, and the rule has exactly one answer.
///
/// **Algorithm.** The rectangle is divided into square cells whose side is the radius. So all
/// objects that an object may see are in its own cell or in the eight cells around it. Each cell is
/// a doubly linked list in arrays, so that adding, moving and removing an object take constant time
/// and allocate nothing. A search keeps the nearest objects in a heap with the farthest one on top.
///
/// Positions are integers. The game chooses the unit, for instance 5 cm.
///
/// Not thread-safe: confined to the queue of the zone that owns it.
public final class SightGrid {
  /// The largest width or height, so that squares of distances fit into an `int`.
  public static final int MOST_SIDE = 32_000;

  private static final int NONE = -1;

  private final int width;
  private final int height;
  private final int radius;
  private final int columns;
  private final int rows;
  private final int[] heads;
  private final int[] next;
  private final int[] previous;
  private final int[] xs;
  private final int[] ys;

  /// The cell of each object; [#NONE] for a number that no object has.
  private final int[] cells;

  private final Nearest nearest;
  private int count;

  /// Creates an empty grid.
  ///
  /// @param width the positions in a row: 1 to [#MOST_SIDE]. An `x` is from 0 to `width - 1`
  /// @param height the positions in a column: 1 to [#MOST_SIDE]
  /// @param radius how far an object sees: 1 to [#MOST_SIDE]
  /// @param most the most objects that an object sees, at least 1
  /// @param capacity the objects have the numbers 0 to `capacity - 1`
  public SightGrid(int width, int height, int radius, int most, int capacity) {
    this.width = side("width", width);
    this.height = side("height", height);
    this.radius = side("radius", radius);
    this.columns = (width - 1) / radius + 1;
    this.rows = (height - 1) / radius + 1;
    this.heads = filled(columns * rows);
    this.next = filled(capacity);
    this.previous = filled(capacity);
    this.cells = filled(capacity);
    this.xs = new int[capacity];
    this.ys = new int[capacity];
    this.nearest = new Nearest(most);
  }

  private static int side(String what, int value) {
    if (value < 1 || value > MOST_SIDE) {
      throw new IllegalArgumentException(
          what + " must be from 1 to " + MOST_SIDE + ", not " + value);
    }
    return value;
  }

  private static int[] filled(int length) {
    int[] all = new int[length];
    Arrays.fill(all, NONE);
    return all;
  }

  /// Returns the most objects that an object sees.
  public int most() {
    return nearest.most();
  }

  /// Returns the number of objects.
  public int count() {
    return count;
  }

  /// Returns whether an object has this number.
  public boolean contains(int object) {
    return cells[object] != NONE;
  }

  /// Returns the object's position in its row.
  public int x(int object) {
    return xs[object];
  }

  /// Returns the object's position in its column.
  public int y(int object) {
    return ys[object];
  }

  /// Adds an object, or moves it.
  ///
  /// @throws IndexOutOfBoundsException when the position is outside the rectangle
  public void put(int object, int x, int y) {
    int cell =
        Objects.checkIndex(y, height) / radius * columns + Objects.checkIndex(x, width) / radius;
    if (cells[object] != cell) {
      remove(object);
      link(object, cell);
    }
    xs[object] = x;
    ys[object] = y;
  }

  /// Removes an object, if it is there.
  public void remove(int object) {
    int cell = cells[object];
    if (cell == NONE) {
      return;
    }
    int before = previous[object];
    int after = next[object];
    if (before == NONE) {
      heads[cell] = after;
    } else {
      next[before] = after;
    }
    if (after != NONE) {
      previous[after] = before;
    }
    cells[object] = NONE;
    count--;
  }

  private void link(int object, int cell) {
    int first = heads[cell];
    next[object] = first;
    previous[object] = NONE;
    if (first != NONE) {
      previous[first] = object;
    }
    heads[cell] = object;
    cells[object] = cell;
    count++;
  }

  /// Finds the objects that an object sees, as the rule of this class says.
  ///
  /// @param found gets the numbers in ascending order; its length is at least [#most()]
  /// @return how many there are
  public int seenBy(int object, int[] found) {
    int x = xs[object];
    int y = ys[object];
    nearest.clear();
    int toRow = Math.min(rows - 1, y / radius + 1);
    int toColumn = Math.min(columns - 1, x / radius + 1);
    for (int row = Math.max(0, y / radius - 1); row <= toRow; row++) {
      for (int column = Math.max(0, x / radius - 1); column <= toColumn; column++) {
        look(object, row * columns + column);
      }
    }
    return nearest.take(found);
  }

  private void look(int viewer, int cell) {
    int reach = radius * radius;
    for (int other = heads[cell]; other != NONE; other = next[other]) {
      int dx = xs[other] - xs[viewer];
      int dy = ys[other] - ys[viewer];
      int square = dx * dx + dy * dy;
      if (square <= reach && other != viewer) {
        nearest.offer(square, other);
      }
    }
  }
}
