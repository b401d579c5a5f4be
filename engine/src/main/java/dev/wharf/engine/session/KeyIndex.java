package dev.wharf.engine.session;

/// Finds the slot of a key, for a fixed number of slots: a hash table with chains, in arrays that
/// are made once. A key has one slot at the most.
///
/// Not thread-safe.
final class KeyIndex {
  /// The value that [#slotOf] returns for a key that has no slot.
  static final int NONE = -1;

  /// Spreads keys that differ in few bits (2^64 divided by the golden ratio).
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /// The key of each slot that is in a chain.
  private final long[] keys;

  /// The slot, plus one, that follows each slot in its chain; 0 at the end.
  private final int[] next;

  /// The slot, plus one, at which the chain of each hash begins; 0 when there is none.
  private final int[] chains;

  private final int shift;

  /// @param slots how many slots there are: a power of two, at least 2
  KeyIndex(int slots) {
    keys = new long[slots];
    next = new int[slots];
    chains = new int[slots];
    shift = Long.numberOfLeadingZeros(slots) + 1;
  }

  /// The slot of the key, or [#NONE].
  int slotOf(long key) {
    int link = chains[hash(key)];
    while (link != 0 && keys[link - 1] != key) {
      link = next[link - 1];
    }
    return link - 1;
  }

  /// Gives the key a slot. The key has none, and the slot has no key.
  void put(long key, int slot) {
    int hash = hash(key);
    keys[slot] = key;
    next[slot] = chains[hash];
    chains[hash] = slot + 1;
  }

  /// Takes the slot's key away, if it has one.
  ///
  /// @return whether it had one
  boolean remove(int slot) {
    int hash = hash(keys[slot]);
    int before = NONE;
    int link = chains[hash];
    while (link != 0 && link - 1 != slot) {
      before = link - 1;
      link = next[before];
    }
    if (link == 0) {
      return false;
    }
    if (before == NONE) {
      chains[hash] = next[slot];
    } else {
      next[before] = next[slot];
    }
    return true;
  }

  /// Gives the slot's key, if it has one, a slot of `target`, which may be this index.
  void moveTo(KeyIndex target, int from, int to) {
    if (remove(from)) {
      target.put(keys[from], to);
    }
  }

  private int hash(long key) {
    return (int) ((key * SPREAD) >>> shift);
  }
}
