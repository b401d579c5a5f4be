package dev.wharf.swarm.measure;

/// Classifies the arrivals of one sender's numbered messages, in 40 bytes of memory. The window
/// keeps the next number, and a bit for each of the 64 numbers before it.
///
/// The result is exact while no number is more than 64 behind the highest one. A message with an
/// older number counts as out of order while messages from before the window are missing, and as a
/// duplicate otherwise.
///
/// Only one thread may use it at a time.
public final class SequenceWindow {
  private static final int WIDTH = Long.SIZE;

  private final long first;

  /// The highest number that has arrived, plus one.
  private long next;

  /// Bit `i` is set when the number `next - 1 - i` has arrived.
  private long arrived;

  /// The number of messages that left the window without having arrived.
  private long missingBefore;

  private long skipped;

  /// The kinds of arrivals.
  public enum Arrival {
    /// The number is higher than all numbers that arrived before.
    IN_ORDER,
    /// The number has not arrived before, but a higher number has: out of order, as RFC 4737
    /// defines it.
    LATE,
    /// The number has arrived before.
    DUPLICATE
  }

  /// Creates a window to which no message has arrived.
  ///
  /// @param first the first number of the sender
  public SequenceWindow(long first) {
    this.first = first;
    this.next = first;
  }

  /// Classifies one arrival.
  ///
  /// @param sequence the number of the message; a number below the first one counts as a duplicate
  public Arrival accept(long sequence) {
    if (sequence >= next) {
      advance(sequence - next);
      return Arrival.IN_ORDER;
    }
    return sequence < first ? Arrival.DUPLICATE : acceptLate(next - 1 - sequence);
  }

  /// Returns how many numbers were skipped, including numbers that arrived later.
  public long skipped() {
    return skipped;
  }

  private Arrival acceptLate(long behind) {
    if (behind >= WIDTH) {
      return acceptFromBeforeWindow();
    }
    long bit = 1L << behind;
    if ((arrived & bit) != 0) {
      return Arrival.DUPLICATE;
    }
    arrived |= bit;
    return Arrival.LATE;
  }

  private Arrival acceptFromBeforeWindow() {
    if (missingBefore == 0) {
      return Arrival.DUPLICATE;
    }
    missingBefore--;
    return Arrival.LATE;
  }

  private void advance(long jumpedOver) {
    long shift = jumpedOver + 1;
    missingBefore += missingAmongLeaving(shift) + Math.max(0, shift - WIDTH);
    arrived = shift >= WIDTH ? 1 : arrived << shift | 1;
    next += shift;
    skipped += jumpedOver;
  }

  /// Returns the number of missing messages among those that leave the window when it moves by
  /// `shift`.
  private long missingAmongLeaving(long shift) {
    long leaving = shift >= WIDTH ? -1 : -1L << (WIDTH - shift);
    return Long.bitCount(~arrived & leaving & existing());
  }

  /// Returns a mask of the window's bits that belong to numbers from the first one on.
  private long existing() {
    long count = next - first;
    return count >= WIDTH ? -1 : (1L << count) - 1;
  }
}
