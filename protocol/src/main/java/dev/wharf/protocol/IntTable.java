package dev.wharf.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A fixed map from int to object: open addressing, at most half full, no boxing at look-up.
/// Immutable, so thread-safe once it was handed over safely.
final class IntTable<T> {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final int[] keys;
  private final @Nullable Object[] values;
  private final int shift;

  IntTable(Map<Integer, T> entries) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(entries.size(), 1));
    keys = new int[2 << bits];
    values = new @Nullable Object[2 << bits];
    shift = 31 - bits;
    entries.forEach(this::insert);
  }

  private void insert(int key, T value) {
    int slot = slotOf(key);
    keys[slot] = key;
    values[slot] = value;
  }

  /// The value under `key`, or null.
  @SuppressWarnings("unchecked")
  @Nullable T get(int key) {
    return (T) values[slotOf(key)];
  }

  /// The slot that holds `key`, or the empty one where it would stand.
  private int slotOf(int key) {
    int slot = (key * GOLDEN_RATIO) >>> shift;
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
