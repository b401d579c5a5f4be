package dev.wharf.engine.uring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The requests that the kernel has in hand, each under a number. Of the loop's thread alone.
final class Slots {
  private @Nullable Request[] requests = new Request[64];

  /// The numbers that are free: `free[0]` to `free[freeCount - 1]`.
  private int[] free = new int[0];

  private int freeCount;

  /// Numbers from here on were never used.
  private int used;

  int add(Request request) {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    if (slot == requests.length) {
      requests = Arrays.copyOf(requests, slot * 2);
    }
    requests[slot] = request;
    return slot;
  }

  Request get(int slot) {
    Request request = requests[slot];
    if (request == null) {
      throw new IllegalStateException("nothing is pending in slot " + slot);
    }
    return request;
  }

  /// Removes the request with the highest number; null when none is left. Needs no memory.
  @Nullable Request removeLast() {
    freeCount = 0;
    while (used > 0) {
      Request request = requests[--used];
      requests[used] = null;
      if (request != null) {
        return request;
      }
    }
    return null;
  }

  Request remove(int slot) {
    Request request = get(slot);
    requests[slot] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(64, freeCount * 2));
    }
    free[freeCount++] = slot;
    return request;
  }
}
