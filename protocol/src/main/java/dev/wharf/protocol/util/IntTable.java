package dev.wharf.protocol.util;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map from int to object that never changes. Small keys are the indices of an array. For the
/// others, it uses open addressing, and is at most half full. A look-up creates no object.
/// Immutable, so it is thread-safe after safe publication.
public final class IntTable<T> {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  /// The keys from 0 to this number, without it, may be indices: 4 KiB for each table at most.
  private static final int MOST_INDICES = 1024;

  private final @Nullable Object[] small;
  private final int[] keys;
  private final @Nullable Object[] values;
  private final int shift;

  /// Creates a table with the given entries.
  public IntTable(Map<Integer, T> entries) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(entries.size(), 1));
    keys = new int[2 << bits];
    values = new @Nullable Object[2 << bits];
    shift = 31 - bits;
    small =
        new @Nullable
            Object
            [entries.keySet().stream()
                .filter(IntTable::isSmall)
                .mapToInt(key -> key + 1)
                .max()
                .orElse(0)];
    entries.forEach(this::insert);
  }

  private static boolean isSmall(int key) {
    return key >= 0 && key < MOST_INDICES;
  }

  private void insert(int key, T value) {
    if (isSmall(key)) {
      small[key] = value;
      return;
    }
    int slot = slotOf(key);
    keys[slot] = key;
    values[slot] = value;
  }

  /// Returns the value of `key`; null when the table has no such key.
  @SuppressWarnings("unchecked")
  public @Nullable T get(int key) {
    return (T) (key >= 0 && key < small.length ? small[key] : values[slotOf(key)]);
  }

  /// Returns the slot that contains `key`; if no slot does, the empty slot where `key` would be.
  private int slotOf(int key) {
    int slot = (key * GOLDEN_RATIO) >>> shift;
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
