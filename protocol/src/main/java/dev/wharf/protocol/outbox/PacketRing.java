package dev.wharf.protocol.outbox;

import dev.wharf.engine.buffer.SendBuffer;
import org.jspecify.annotations.Nullable;

/// A double-ended queue of packets, in a ring that doubles when it is full. Adding and removing
/// allocate nothing once the ring has its size. Not thread-safe: guarded by its [Outbox]. It
/// neither retains nor releases buffers.
final class PacketRing {
  private static final int FIRST_SLOTS = 8;
  private static final @Nullable SendBuffer[] NO_SLOTS = {};

  private @Nullable SendBuffer[] slots = NO_SLOTS;
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void addLast(SendBuffer packet) {
    makeRoom();
    slots[slot(size)] = packet;
    size++;
  }

  void addFirst(SendBuffer packet) {
    makeRoom();
    head = slot(-1);
    slots[head] = packet;
    size++;
  }

  /// Removes the first packet and returns it. There must be at least one.
  SendBuffer removeFirst() {
    SendBuffer first = take(head);
    head = slot(1);
    size--;
    return first;
  }

  /// Removes the last packet and returns it. There must be at least one.
  SendBuffer removeLast() {
    size--;
    return take(slot(size));
  }

  private SendBuffer take(int slot) {
    SendBuffer packet = size >= 0 && slots.length > 0 ? slots[slot] : null;
    if (packet == null) {
      throw new IllegalStateException("the ring is empty");
    }
    slots[slot] = null;
    return packet;
  }

  private void makeRoom() {
    if (size < slots.length) {
      return;
    }
    @Nullable SendBuffer[] larger =
        new @Nullable SendBuffer[Math.max(FIRST_SLOTS, slots.length * 2)];
    for (int i = 0; i < size; i++) {
      larger[i] = slots[slot(i)];
    }
    slots = larger;
    head = 0;
  }

  private int slot(int place) {
    return (head + place) & (slots.length - 1);
  }
}
