package dev.wharf.engine.uring.ring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The requests in flight. Each has a number, and the completion of a request carries this number.
///
/// Confined to the loop's thread. The arrays grow with the number of requests in flight, and never
/// shrink.
final class Slots {
  private @Nullable Request[] requests = new Request[64];

  /// The numbers of requests that have ended, to be used again: `free[0]` to `free[freeCount - 1]`.
  private int[] free = new int[0];

  private int freeCount;

  /// The lowest number that was never used. No higher number was used either.
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
      throw new IllegalStateException("no request is in flight under number " + slot);
    }
    return request;
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

  /// Removes the request with the highest number and returns it; null when no request is left.
  /// Allocates nothing, so it works when the JVM is out of memory.
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
}
