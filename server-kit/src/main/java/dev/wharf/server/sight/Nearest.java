package dev.wharf.server.sight;

import java.util.Arrays;

/// Keeps the nearest of the objects that it is offered: a heap with the farthest object on top,
/// once it is full. A search costs one comparison for each object that is too far. It allocates
/// nothing.
///
/// Not thread-safe.
final class Nearest {
  /// The square of each object's distance, and in the low half its number. So the order is by
  /// distance, then by number.
  private final long[] keys;

  private int count;

  Nearest(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1, not " + most);
    }
    keys = new long[most];
  }

  int most() {
    return keys.length;
  }

  void clear() {
    count = 0;
  }

  void offer(int square, int object) {
    long key = (long) square << Integer.SIZE | object;
    if (count < keys.length) {
      keys[count++] = key;
      if (count == keys.length) {
        makeHeap();
      }
    } else if (key < keys[0]) {
      keys[0] = key;
      sink(0);
    }
  }

  /// Writes the numbers of the objects in ascending order.
  ///
  /// @return how many there are
  int take(int[] found) {
    for (int i = 0; i < count; i++) {
      found[i] = (int) keys[i];
    }
    Arrays.sort(found, 0, count);
    return count;
  }

  private void makeHeap() {
    for (int parent = count / 2 - 1; parent >= 0; parent--) {
      sink(parent);
    }
  }

  /// Moves a key down until no key below it is larger.
  private void sink(int start) {
    int parent = start;
    long key = keys[parent];
    while (2 * parent + 1 < count) {
      int child = 2 * parent + 1;
      if (child + 1 < count && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      keys[parent] = keys[child];
      parent = child;
    }
    keys[parent] = key;
  }
}
