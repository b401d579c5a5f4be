package dev.wharf.swarm.sight;

import java.util.Arrays;
import java.util.Map;

/// What one client sees at one tick, as the server has told it. Immutable.
public final class SightReport {
  private final int object;
  private final int x;
  private final int y;
  private final int[] numbers;
  private final int[] xs;
  private final int[] ys;
  private final Map<Integer, String> heard;

  /// Creates a report. It takes over the arrays, which must not change any more.
  ///
  /// @param object the client's own number in its zone
  /// @param x the client's own position
  /// @param y the client's own position
  /// @param numbers the numbers of the objects in sight, in ascending order
  /// @param xs the positions of these objects
  /// @param ys the positions of these objects
  /// @param heard what has been said at this tick, by the numbers of the speakers
  public SightReport(
      int object, int x, int y, int[] numbers, int[] xs, int[] ys, Map<Integer, String> heard) {
    this.object = object;
    this.x = x;
    this.y = y;
    this.numbers = numbers;
    this.xs = xs;
    this.ys = ys;
    this.heard = heard;
  }

  int object() {
    return object;
  }

  int x() {
    return x;
  }

  int y() {
    return y;
  }

  /// Returns how many objects are in sight.
  int count() {
    return numbers.length;
  }

  int number(int index) {
    return numbers[index];
  }

  int x(int index) {
    return xs[index];
  }

  int y(int index) {
    return ys[index];
  }

  Map<Integer, String> heard() {
    return heard;
  }

  /// Returns whether the objects in sight are exactly those with these numbers.
  boolean sees(int[] expected) {
    return Arrays.equals(numbers, expected);
  }

  /// Returns whether the client must hear what an object says.
  boolean isNear(int speaker) {
    return speaker == object || Arrays.binarySearch(numbers, speaker) >= 0;
  }
}
