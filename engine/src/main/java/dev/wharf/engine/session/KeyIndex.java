package dev.wharf.engine.session;

/// Finds the slot of a key, for a fixed number of slots: a hash table with chains, in arrays that
/// are made once. A key has one slot at the most.
///
/// Not thread-safe.
final class KeyIndex {
  /// The value that [#slotOf] returns for a key that has no slot.
  static final int NONE = -1;

  /// Spreads keys that differ in few bits over all hashes (2^64 divided by the golden ratio).
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /// The key of each slot that is in a chain.
  private final long[] keys;

  /// For each slot, the number of the next slot in its chain, plus one; 0 at the end of the chain.
  private final int[] next;

  /// For each hash, the number of the first slot in its chain, plus one; 0 when the chain is empty.
  private final int[] chains;

  private final int shift;

  /// Creates an index without keys.
  ///
  /// @param slots the number of slots: a power of two, at least 2
  KeyIndex(int slots) {
    keys = new long[slots];
    next = new int[slots];
    chains = new int[slots];
    shift = Long.numberOfLeadingZeros(slots) + 1;
  }

  /// Returns the slot of the key, or [#NONE] when the key has no slot.
  int slotOf(long key) {
    int link = chains[hash(key)];
    while (link != 0 && keys[link - 1] != key) {
      link = next[link - 1];
    }
    return link - 1;
  }

  /// Gives a key to a slot. The key must not have a slot, and the slot must not have a key.
  void put(long key, int slot) {
    int hash = hash(key);
    keys[slot] = key;
    next[slot] = chains[hash];
    chains[hash] = slot + 1;
  }

  /// Removes the key of a slot, if the slot has one.
  ///
  /// @return whether the slot had a key
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

  /// Moves the key of slot `from`, if there is one, to slot `to` of `target`. `target` may be this
  /// index.
  void moveTo(KeyIndex target, int from, int to) {
    if (remove(from)) {
      target.put(keys[from], to);
    }
  }

  private int hash(long key) {
    return (int) ((key * SPREAD) >>> shift);
  }
}
