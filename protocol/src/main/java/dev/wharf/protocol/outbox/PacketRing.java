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
/// The sizes of the copies are in a ring of their own. So packets are dropped without a look at
/// their bytes, which are no longer in the processor's cache. A packet that is kept itself has the
/// size 0, and stands in a queue of its own. A copy may begin at the end of the ring and go on at
/// its start.
final class PacketRing {
  /// The largest packet that is copied, in bytes.
  static final int MOST_COPIED_BYTES = 1024;

  /// The capacity of the smallest buffer ([dev.wharf.engine.buffer.SendBufferPool]), in bytes.
  private static final int SMALLEST_CAPACITY = 256;

  private static final int FIRST_BYTES = 256;
  private static final int FIRST_PACKETS = 8;
  private static final byte[] NO_BYTES = {};
  private static final short[] NO_SIZES = {};

  /// The bytes of the copies. The length is a power of two, or 0.
  private byte[] ring = NO_BYTES;

  private int head;
  private int used;

  /// The sizes of all packets. The length is a power of two, or 0.
  private short[] sizes = NO_SIZES;

  private int first;
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
    return heldBytes + ring.length + sizes.length * Short.BYTES;
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
      addSize(size);
      makeRoom(size);
      int at = place(used);
      int upToEnd = Math.min(size, ring.length - at);
      packet.copyTo(0, ring, at, upToEnd);
      if (upToEnd < size) {
        packet.copyTo(upToEnd, ring, 0, size - upToEnd);
      }
      used += size;
      copiedCapacity += capacityFor(size);
    } else {
      addSize(0);
      packet.retain();
      hold(packet, false);
    }
  }

  /// Puts a packet in front of all others, and takes over the caller's hold.
  void addFirst(SendBuffer packet) {
    makeRoomForSize();
    first = (first - 1) & (sizes.length - 1);
    sizes[first] = 0;
    packets++;
    hold(packet, true);
  }

  /// Removes the first packets.
  ///
  /// @param count the number of packets; all packets are removed when there are fewer
  void drop(long count) {
    if (count >= packets) {
      unholdAll();
      head = 0;
      used = 0;
      first = 0;
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
      copyOut(0, copy.bytes, size);
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
    for (int i = 0; i < other.packets; i++) {
      addSize(other.sizes[(other.first + i) & (other.sizes.length - 1)]);
    }
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
    ring = NO_BYTES;
    head = 0;
    used = 0;
    sizes = NO_SIZES;
    first = 0;
    packets = 0;
    copiedCapacity = 0;
    held = null;
  }

  private int firstSize() {
    if (packets == 0) {
      throw new IllegalStateException("there is no packet");
    }
    return sizes[first];
  }

  private void removed(int size) {
    head = place(size);
    used -= size;
    first = (first + 1) & (sizes.length - 1);
    packets--;
    if (size > 0) {
      copiedCapacity -= capacityFor(size);
    }
  }

  private static int capacityFor(int size) {
    return Math.max(SMALLEST_CAPACITY, Integer.highestOneBit(size - 1) << 1);
  }

  private void addSize(int size) {
    makeRoomForSize();
    sizes[(first + packets) & (sizes.length - 1)] = (short) size;
    packets++;
  }

  private void makeRoomForSize() {
    if (packets < sizes.length) {
      return;
    }
    short[] larger = new short[Math.max(FIRST_PACKETS, sizes.length * 2)];
    for (int i = 0; i < packets; i++) {
      larger[i] = sizes[(first + i) & (sizes.length - 1)];
    }
    sizes = larger;
    first = 0;
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
