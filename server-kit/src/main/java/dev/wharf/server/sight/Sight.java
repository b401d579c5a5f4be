package dev.wharf.server.sight;

import java.util.Arrays;

/// The objects that one viewer sees, and since when. [#update] finds which objects have come into
/// sight and which have gone out of it.
///
/// Allocates only when the viewer sees more objects than ever before. Not thread-safe: confined to
/// the queue of the viewer's zone.
public final class Sight {
  private static final int FEW = 8;

  private int[] objects = new int[FEW];
  private int[] since = new int[FEW];
  private int count;

  private int[] olderObjects = new int[FEW];
  private int[] olderSince = new int[FEW];

  private int[] left = new int[FEW];
  private int leftCount;
  private int enteredCount;
  private int updatedAt;

  /// Creates the sight of a viewer that sees nothing.
  public Sight() {}

  /// Replaces the objects in sight.
  ///
  /// @param found the numbers of the objects, in ascending order, as [SightGrid#seenBy] finds them
  /// @param length how many there are
  /// @param tick the present tick, larger than at the last update
  public void update(int[] found, int length, int tick) {
    leftCount = 0;
    enteredCount = 0;
    updatedAt = tick;
    if (Arrays.equals(objects, 0, count, found, 0, length)) {
      return; // the usual case
    }
    swap(length);
    int older = 0;
    int olderCount = count;
    for (int i = 0; i < length; i++) {
      while (older < olderCount && olderObjects[older] < found[i]) {
        leave(olderObjects[older++]);
      }
      objects[i] = found[i];
      if (older < olderCount && olderObjects[older] == found[i]) {
        since[i] = olderSince[older++];
      } else {
        since[i] = tick;
        enteredCount++;
      }
    }
    while (older < olderCount) {
      leave(olderObjects[older++]);
    }
    count = length;
  }

  /// Makes the viewer forget all objects: the next update finds that all of them have come.
  public void clear() {
    count = 0;
    leftCount = 0;
    enteredCount = 0;
  }

  /// Makes the present lists the older ones, and makes room for the next ones.
  private void swap(int length) {
    int[] lastObjects = objects;
    int[] lastSince = since;
    objects = olderObjects.length < length ? new int[larger(length)] : olderObjects;
    since = olderSince.length < length ? new int[larger(length)] : olderSince;
    olderObjects = lastObjects;
    olderSince = lastSince;
  }

  private static int larger(int length) {
    return Math.max(FEW, Integer.highestOneBit(length) * 2);
  }

  private void leave(int object) {
    if (leftCount == left.length) {
      left = Arrays.copyOf(left, left.length * 2);
    }
    left[leftCount++] = object;
  }

  /// Returns how many objects are in sight.
  public int count() {
    return count;
  }

  /// Returns the number of an object in sight. The numbers ascend.
  ///
  /// @param index 0 to [#count()] - 1
  public int object(int index) {
    return objects[index];
  }

  /// Returns the tick at which an object came into sight.
  ///
  /// @param index 0 to [#count()] - 1
  public int since(int index) {
    return since[index];
  }

  /// Returns how many objects came into sight at the last update: those whose [#since] is the tick
  /// of this update.
  public int enteredCount() {
    return enteredCount;
  }

  /// Returns whether an object came into sight at the last update.
  ///
  /// @param index 0 to [#count()] - 1
  public boolean hasEntered(int index) {
    return since[index] == updatedAt;
  }

  /// Returns how many objects went out of sight at the last update.
  public int leftCount() {
    return leftCount;
  }

  /// Returns the number of an object that went out of sight at the last update.
  ///
  /// @param index 0 to [#leftCount()] - 1
  public int left(int index) {
    return left[index];
  }
}
