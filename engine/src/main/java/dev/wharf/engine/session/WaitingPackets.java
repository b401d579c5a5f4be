package dev.wharf.engine.session;

import dev.wharf.engine.memory.PooledBuffer;
import org.jspecify.annotations.Nullable;

/// The waiting packets of a [SendQueue], in the order in which they will be written. A packet may
/// have a key, by which it is found and replaced without a search.
///
/// The packets are in a ring of slots. A packet that moves to the end leaves a gap, which is
/// skipped later. When the ring is full, its gaps are closed; when less than half of the ring is
/// gaps, the ring grows instead. So each addition costs a bounded number of moves on average, and
/// nothing is allocated once the ring has its size.
///
/// Not thread-safe: guarded by the queue's monitor. It neither retains nor releases buffers.
final class WaitingPackets {
  private static final int INITIAL_SLOTS = 2;

  private @Nullable PooledBuffer[] slots = new @Nullable PooledBuffer[INITIAL_SLOTS];

  /// Finds the slot of a key. Null until the first packet with a key is added.
  private @Nullable KeyIndex keys;

  private int head;

  /// The number of slots in use from the head on, including gaps.
  private int span;

  /// The number of slots from the head up to and including the last packet without a key; 0 when
  /// all packets have keys. A packet behind these slots can be replaced in its place.
  private int ordered;

  private int count;

  int count() {
    return count;
  }

  /// Returns the number of places in use from the first packet on: packets, and gaps between them.
  int span() {
    return span;
  }

  /// Returns the packet at a place, 0 to [#span()] - 1; null for a gap.
  @Nullable PooledBuffer at(int place) {
    return slots[slot(place)];
  }

  /// Adds a packet without a key behind all other packets.
  void add(PooledBuffer packet) {
    addAtTail(packet);
    ordered = span;
  }

  /// Adds a packet with a key behind all other packets. No waiting packet has this key.
  void add(PooledBuffer packet, long key) {
    int slot = addAtTail(packet);
    if (keys == null) {
      keys = new KeyIndex(slots.length);
    }
    keys.put(key, slot);
  }

  /// Returns the packet that has the key, or null.
  @Nullable PooledBuffer find(long key) {
    int slot = keys == null ? KeyIndex.NONE : keys.slotOf(key);
    return slot == KeyIndex.NONE ? null : slots[slot];
  }

  /// Replaces the packet that has the key; there must be one. The newer packet takes the older
  /// packet's place. But when a packet without a key is behind the older packet, the newer packet
  /// goes behind all other packets.
  void replace(PooledBuffer newer, long key) {
    int slot = keys == null ? KeyIndex.NONE : keys.slotOf(key);
    if (place(slot) >= ordered) {
      slots[slot] = newer;
    } else {
      removeSlot(slot);
      add(newer, key);
    }
  }

  /// Returns the first packet. There must be at least one.
  PooledBuffer first() {
    PooledBuffer first = slots[head];
    while (first == null) {
      skip();
      first = slots[head];
    }
    return first;
  }

  /// Removes the first packet and returns it. There must be at least one.
  PooledBuffer removeFirst() {
    PooledBuffer first = first();
    removeSlot(head);
    if (count > 0) {
      skip();
    }
    return first;
  }

  private int addAtTail(PooledBuffer packet) {
    if (span == slots.length) {
      makeRoom();
    }
    int slot = slot(span++);
    slots[slot] = packet;
    count++;
    return slot;
  }

  @SuppressWarnings("NullAway") // the slot holds a packet
  private PooledBuffer removeSlot(int slot) {
    PooledBuffer packet = slots[slot];
    slots[slot] = null;
    if (keys != null) {
      keys.remove(slot);
    }
    if (--count == 0) {
      span = 0;
      ordered = 0;
    }
    return packet;
  }

  private void skip() {
    head = slot(1);
    span--;
    ordered = Math.max(0, ordered - 1);
  }

  private void makeRoom() {
    if (count <= slots.length / 2) {
      moveTo(slots, keys, head);
    } else {
      enlarge();
    }
  }

  private void enlarge() {
    int length = slots.length * 2;
    @Nullable PooledBuffer[] larger = new @Nullable PooledBuffer[length];
    KeyIndex largerKeys = keys == null ? null : new KeyIndex(length);
    moveTo(larger, largerKeys, 0);
    slots = larger;
    keys = largerKeys;
    head = 0;
  }

  /// Moves all packets to `target` without gaps, beginning at the slot `origin`. `target` may be
  /// the ring itself.
  private void moveTo(@Nullable PooledBuffer[] target, @Nullable KeyIndex targetKeys, int origin) {
    int moved = 0;
    int movedOrdered = 0;
    for (int place = 0; place < span; place++) {
      int from = slot(place);
      PooledBuffer packet = slots[from];
      if (packet != null) {
        int to = (origin + moved++) & (target.length - 1);
        slots[from] = null;
        target[to] = packet;
        if (keys != null && targetKeys != null) {
          keys.moveTo(targetKeys, from, to);
        }
        if (place < ordered) {
          movedOrdered = moved;
        }
      }
    }
    span = moved;
    ordered = movedOrdered;
  }

  private int slot(int place) {
    return (head + place) & (slots.length - 1);
  }

  private int place(int slot) {
    return (slot - head) & (slots.length - 1);
  }
}
