package dev.wharf.protocol.util;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map from int to object that never changes. Uses open addressing, is at most half full, and
/// boxes nothing in a look-up. Immutable, so it is thread-safe after safe publication.
public final class IntTable<T> {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final int[] keys;
  private final @Nullable Object[] values;
  private final int shift;

  /// A table with these entries.
  public IntTable(Map<Integer, T> entries) {
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
  public @Nullable T get(int key) {
    return (T) values[slotOf(key)];
  }

  /// The slot that contains `key`, or the empty slot where it would be.
  private int slotOf(int key) {
    int slot = (key * GOLDEN_RATIO) >>> shift;
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
