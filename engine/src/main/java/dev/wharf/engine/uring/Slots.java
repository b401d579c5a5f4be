package dev.wharf.engine.uring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The operations that the kernel has in hand, each under a number. Of the loop's thread alone.
final class Slots {
  private @Nullable Operation<?>[] operations = new Operation<?>[64];

  /// The numbers that are free: `free[0]` to `free[freeCount - 1]`.
  private int[] free = new int[0];

  private int freeCount;

  /// Numbers from here on were never used.
  private int used;

  int add(Operation<?> operation) {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    if (slot == operations.length) {
      operations = Arrays.copyOf(operations, slot * 2);
    }
    operations[slot] = operation;
    return slot;
  }

  Operation<?> remove(int slot) {
    Operation<?> operation = operations[slot];
    if (operation == null) {
      throw new IllegalStateException("nothing is pending in slot " + slot);
    }
    operations[slot] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(64, freeCount * 2));
    }
    free[freeCount++] = slot;
    return operation;
  }
}
