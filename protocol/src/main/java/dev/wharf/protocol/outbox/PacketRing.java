package dev.wharf.protocol.outbox;

import dev.wharf.engine.buffer.SendBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A queue of packets for one session, in a ring of bytes that doubles when it is full. Adding and
/// removing allocate nothing once the ring has its size. Not thread-safe: guarded by its [Outbox].
///
/// A small packet of this session alone is copied, so that its buffer goes back to the pool at
/// once. Then the next packet finds a buffer that is still in the processor's cache, and a packet
/// of 50 bytes takes 52 bytes instead of a buffer of 256. A large packet, and a packet that other
/// sessions hold too, such as a broadcast, is kept itself.
///
/// A copy is stored as `[u16 size][bytes]`. A packet that is kept itself is stored as `[u16 0]`,
/// and stands in a queue of its own. An entry may begin at the end of the array and go on at its
/// start.
final class PacketRing {
  /// The largest packet that is copied, in bytes.
  static final int MOST_COPIED_BYTES = 1024;

  /// The capacity of the smallest buffer ([dev.wharf.engine.buffer.SendBufferPool]), in bytes.
  private static final int SMALLEST_CAPACITY = 256;

  private static final int SIZE_BYTES = 2;
  private static final int FIRST_BYTES = 256;
  private static final byte[] NONE = {};

  /// The length is a power of two, or 0.
  private byte[] ring = NONE;

  private int head;
  private int used;
  private int packets;

  /// The packets that are kept themselves, in their order; null before the first one.
  private @Nullable ArrayDeque<SendBuffer> held;

  private int heldBytes;

  /// The capacity of the buffers that the copies will need.
  private int copiedCapacity;

  private boolean wasUsed;

  /// A packet that was copied.
  static final class Copy {
    final byte[] bytes = new byte[MOST_COPIED_BYTES];
    int size;
  }

  int size() {
    return packets;
  }

  boolean isEmpty() {
    return packets == 0;
  }

  /// Returns the memory of all packets, in bytes.
  int bytes() {
    return heldBytes + ring.length;
  }

  /// Returns the capacity of the buffers that all packets take in a send queue, in bytes.
  int capacity() {
    return heldBytes + copiedCapacity;
  }

  /// Adds a packet, which the caller goes on to hold.
  void addLast(SendBuffer packet) {
    wasUsed = true;
    int size = packet.size();
    if (size <= MOST_COPIED_BYTES && !packet.isShared()) {
      putSize(size);
      int at = place(used);
      int first = Math.min(size, ring.length - at);
      packet.copyTo(0, ring, at, first);
      if (first < size) {
        packet.copyTo(first, ring, 0, size - first);
      }
      used += size;
      copiedCapacity += capacityFor(size);
    } else {
      putSize(0);
      packet.retain();
      hold(packet, false);
    }
    packets++;
  }

  /// Puts a packet in front of all others, and takes over the caller's hold.
  void addFirst(SendBuffer packet) {
    makeRoom(SIZE_BYTES);
    head = place(-SIZE_BYTES);
    used += SIZE_BYTES;
    ring[head] = 0;
    ring[place(1)] = 0;
    hold(packet, true);
    packets++;
  }

  /// Removes the first packets.
  ///
  /// @param count the number of packets; all packets are removed when there are fewer
  void drop(long count) {
    if (count >= packets) {
      unholdAll();
      head = 0;
      used = 0;
      packets = 0;
      copiedCapacity = 0;
      return;
    }
    for (long left = count; left > 0; left--) {
      int size = firstSize();
      removed(size);
      if (size == 0) {
        unhold().release();
      }
    }
  }

  /// Removes the first packet. There must be at least one.
  ///
  /// @param copy receives the bytes of a packet that was copied
  /// @return the packet, which the caller must release; null when it is in `copy`
  @Nullable SendBuffer removeFirst(Copy copy) {
    int size = firstSize();
    if (size > 0) {
      copy.size = size;
      copyOut(SIZE_BYTES, copy.bytes, size);
    }
    removed(size);
    return size == 0 ? unhold() : null;
  }

  /// Moves all packets of another queue to the end of this one.
  void moveAllOf(PacketRing other) {
    makeRoom(other.used);
    for (int i = 0; i < other.used; i++) {
      ring[place(used + i)] = other.ring[other.place(i)];
    }
    used += other.used;
    packets += other.packets;
    copiedCapacity += other.copiedCapacity;
    while (other.heldBytes > 0) {
      hold(other.unhold(), false);
    }
    other.forget();
  }

  /// Releases all packets, and frees the memory.
  void clear() {
    unholdAll();
    forget();
  }

  /// Frees the memory when the queue is empty and no packet was added since the last call.
  void rest() {
    if (isEmpty() && !wasUsed) {
      forget();
    }
    wasUsed = false;
  }

  private void forget() {
    ring = NONE;
    head = 0;
    used = 0;
    packets = 0;
    copiedCapacity = 0;
    held = null;
  }

  private int firstSize() {
    if (packets == 0) {
      throw new IllegalStateException("there is no packet");
    }
    return (ring[head] & 0xff) | (ring[place(1)] & 0xff) << 8;
  }

  private void removed(int size) {
    head = place(SIZE_BYTES + size);
    used -= SIZE_BYTES + size;
    packets--;
    if (size > 0) {
      copiedCapacity -= capacityFor(size);
    }
  }

  private static int capacityFor(int size) {
    return Math.max(SMALLEST_CAPACITY, Integer.highestOneBit(size - 1) << 1);
  }

  /// Makes room for a packet, and begins its entry.
  private void putSize(int size) {
    makeRoom(SIZE_BYTES + size);
    ring[place(used)] = (byte) size;
    ring[place(used + 1)] = (byte) (size >>> 8);
    used += SIZE_BYTES;
  }

  private void hold(SendBuffer packet, boolean first) {
    if (held == null) {
      held = new ArrayDeque<>();
    }
    if (first) {
      held.addFirst(packet);
    } else {
      held.addLast(packet);
    }
    heldBytes += packet.capacity();
  }

  private SendBuffer unhold() {
    SendBuffer packet = held == null ? null : held.pollFirst();
    if (packet == null) {
      throw new IllegalStateException("no packet is held");
    }
    heldBytes -= packet.capacity();
    return packet;
  }

  private void unholdAll() {
    while (heldBytes > 0) {
      unhold().release();
    }
  }

  private void makeRoom(int more) {
    if (used + more <= ring.length) {
      return;
    }
    int length = Math.max(FIRST_BYTES, ring.length);
    while (length < used + more) {
      length *= 2;
    }
    byte[] larger = new byte[length];
    copyOut(0, larger, used);
    ring = larger;
    head = 0;
  }

  private void copyOut(int from, byte[] target, int length) {
    if (length > 0) {
      int at = place(from);
      int first = Math.min(length, ring.length - at);
      System.arraycopy(ring, at, target, 0, first);
      System.arraycopy(ring, 0, target, first, length - first);
    }
  }

  private int place(int distance) {
    return (head + distance) & (ring.length - 1);
  }
}
