package dev.wharf.server.sight;

/// The positions of all objects of a zone at the last ticks. A snapshot contains the difference to
/// an older snapshot that the viewer has; this class knows the older positions, once for all
/// viewers.
///
/// The positions of one tick lie side by side. So the few ticks that a zone looks at stay in the
/// processor's cache.
///
/// Not thread-safe: confined to the queue of the zone that owns it.
public final class PositionHistory {
  /// How many ticks are kept. At 20 ticks a second this is 3.2 s, longer than most round trips.
  public static final int TICKS = 64;

  private final int capacity;
  private final long[] positions;

  /// Creates an empty history.
  ///
  /// @param capacity the objects have the numbers 0 to `capacity - 1`; each takes 512 bytes
  public PositionHistory(int capacity) {
    this.capacity = capacity;
    positions = new long[Math.multiplyExact(capacity, TICKS)];
  }

  /// Records the position of an object at a tick. Call it for each object at each tick.
  public void record(int object, int tick, int x, int y) {
    positions[index(object, tick)] = (long) x << Integer.SIZE | Integer.toUnsignedLong(y);
  }

  /// Returns whether positions at a tick are still known.
  ///
  /// @param now the tick that was recorded last
  public boolean knows(int tick, int now) {
    return now - tick < TICKS && tick <= now && tick > 0;
  }

  /// Returns where the object was in its row. The object had its number at this tick already, and
  /// the tick is still [known][#knows].
  public int x(int object, int tick) {
    return (int) (positions[index(object, tick)] >> Integer.SIZE);
  }

  /// Returns where the object was in its column, like [#x].
  public int y(int object, int tick) {
    return (int) positions[index(object, tick)];
  }

  private int index(int object, int tick) {
    return (tick & (TICKS - 1)) * capacity + object;
  }
}
