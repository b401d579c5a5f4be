package dev.wharf.engine;

/// The bounds of a session's send queue, including the packets that are being written.
///
/// Bytes are the capacities of the buffers that the queue holds, not the sizes of the packets in
/// them. Buffers come in powers of two from 256 bytes to 64 KiB, so that a packet of 1,030 bytes
/// takes 2 KiB. A buffer that is shared with other sessions counts in full in each of them.
///
/// @param maxPackets the most packets; at least 1
/// @param maxBytes the most bytes of buffers; the buffer of one packet may not be larger
/// @param highPackets the high mark in packets: the reader is slow when the queue has reached it; 1
///   to `maxPackets`
/// @param highBytes the high mark in bytes; 1 to `maxBytes`
/// @param lowPackets the low mark in packets: the reader is no longer slow when the queue has
///   fallen to both low marks; 0 to `highPackets` - 1
/// @param lowBytes the low mark in bytes; 0 to `highBytes` - 1
public record SendQueueLimits(
    int maxPackets, int maxBytes, int highPackets, int highBytes, int lowPackets, int lowBytes) {

  /// Checks that each value is in its range.
  public SendQueueLimits {
    Checks.range("maxPackets", maxPackets, 1, 1 << 20);
    Checks.range("maxBytes", maxBytes, 1, 1 << 30);
    Checks.range("highPackets", highPackets, 1, maxPackets);
    Checks.range("highBytes", highBytes, 1, maxBytes);
    Checks.range("lowPackets", lowPackets, 0, highPackets - 1);
    Checks.range("lowBytes", lowBytes, 0, highBytes - 1);
  }

  /// Returns limits with the given maximums. The high marks are half of them, the low marks a
  /// quarter.
  public static SendQueueLimits of(int maxPackets, int maxBytes) {
    int highPackets = Math.max(1, maxPackets / 2);
    int highBytes = Math.max(1, maxBytes / 2);
    return new SendQueueLimits(
        maxPackets, maxBytes, highPackets, highBytes, highPackets / 2, highBytes / 2);
  }

  /// Returns limits of 256 packets and 256 KiB.
  public static SendQueueLimits defaults() {
    return of(256, 256 << 10);
  }
}
