package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import org.jspecify.annotations.Nullable;

/// The packets of a [SendQueue] that no write has begun with, in the order in which they are to
/// leave. A packet may have a key, by which it is found and taken out without a search.
///
/// A ring of slots. What is taken out of its middle leaves a gap, which is passed over. When the
/// ring is full, its gaps are closed, or, when they are less than half of it, the ring grows: so
/// each addition pays for a bounded number of moves, and in steady state nothing is allocated.
///
/// Not thread-safe: guarded by the queue's monitor. It passes buffers on, and owns none itself.
final class WaitingPackets {
  private static final int INITIAL_SLOTS = 4;

  private @Nullable SendBuffer[] slots = new @Nullable SendBuffer[INITIAL_SLOTS];

  /// Made for the first packet with a key.
  private @Nullable KeyIndex keys;

  private int head;

  /// How many slots from the head on are in use, gaps included.
  private int span;

  private int count;

  int count() {
    return count;
  }

  /// How many places from the first packet on are in use: packets, and gaps between them.
  int span() {
    return span;
  }

  /// The packet at a place, 0 to [#span()] - 1; null for a gap.
  @Nullable SendBuffer at(int place) {
    return slots[slot(place)];
  }

  /// Adds a packet behind all others.
  void add(SendBuffer packet) {
    addAtTail(packet);
  }

  /// Adds a packet with a key that no other has behind all others.
  void add(SendBuffer packet, long key) {
    int slot = addAtTail(packet);
    if (keys == null) {
      keys = new KeyIndex(slots.length);
    }
    keys.put(key, slot);
  }

  /// The packet of the key, or null.
  @Nullable SendBuffer find(long key) {
    int slot = keys == null ? KeyIndex.NONE : keys.slotOf(key);
    return slot == KeyIndex.NONE ? null : slots[slot];
  }

  /// Takes the packet of a key out, which there is.
  SendBuffer remove(long key) {
    return removeSlot(keys == null ? KeyIndex.NONE : keys.slotOf(key));
  }

  /// The first packet, which there is.
  SendBuffer first() {
    SendBuffer first = slots[head];
    while (first == null) {
      skip();
      first = slots[head];
    }
    return first;
  }

  /// Takes the first packet out, which there is.
  SendBuffer removeFirst() {
    SendBuffer first = first();
    removeSlot(head);
    if (count > 0) {
      skip();
    }
    return first;
  }

  private int addAtTail(SendBuffer packet) {
    if (span == slots.length) {
      makeRoom();
    }
    int slot = slot(span++);
    slots[slot] = packet;
    count++;
    return slot;
  }

  @SuppressWarnings("NullAway") // the slot holds a packet
  private SendBuffer removeSlot(int slot) {
    SendBuffer packet = slots[slot];
    slots[slot] = null;
    if (keys != null) {
      keys.remove(slot);
    }
    if (--count == 0) {
      span = 0;
    }
    return packet;
  }

  private void skip() {
    head = slot(1);
    span--;
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
    @Nullable SendBuffer[] larger = new @Nullable SendBuffer[length];
    KeyIndex largerKeys = keys == null ? null : new KeyIndex(length);
    moveTo(larger, largerKeys, 0);
    slots = larger;
    keys = largerKeys;
    head = 0;
  }

  /// Moves the packets to `target`, which may be the ring itself, from `origin` on and without
  /// gaps.
  private void moveTo(@Nullable SendBuffer[] target, @Nullable KeyIndex targetKeys, int origin) {
    int moved = 0;
    for (int place = 0; place < span; place++) {
      int from = slot(place);
      SendBuffer packet = slots[from];
      if (packet != null) {
        int to = (origin + moved++) & (target.length - 1);
        slots[from] = null;
        target[to] = packet;
        if (keys != null && targetKeys != null) {
          keys.moveTo(targetKeys, from, to);
        }
      }
    }
    span = moved;
  }

  private int slot(int place) {
    return (head + place) & (slots.length - 1);
  }
}
