package dev.wharf.swarm.measure;

/// Classifies the arrivals of one sender's numbered messages, in 40 bytes of memory. It keeps the
/// next number, and a bit for each of the 64 numbers before it.
///
/// The result is exact while no message is more than 64 behind the latest. An older message counts
/// as out of order while messages from before the window are missing, and as a duplicate otherwise.
///
/// For one thread at a time.
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
    /// A higher number than all before it.
    IN_ORDER,
    /// A higher number arrived before it: out of order, as RFC 4737 defines it.
    LATE,
    /// A number that has arrived before.
    DUPLICATE
  }

  /// @param first the first number
  public SequenceWindow(long first) {
    this.first = first;
    this.next = first;
  }

  /// Classifies one arrival.
  ///
  /// @param sequence the number; one below the first counts as a duplicate
  public Arrival accept(long sequence) {
    if (sequence >= next) {
      advance(sequence - next);
      return Arrival.IN_ORDER;
    }
    return sequence < first ? Arrival.DUPLICATE : acceptLate(next - 1 - sequence);
  }

  /// The count of numbers that were skipped, even when they arrived later.
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

  /// The number of missing messages among those that leave the window when it moves by `shift`.
  private long missingAmongLeaving(long shift) {
    long leaving = shift >= WIDTH ? -1 : -1L << (WIDTH - shift);
    return Long.bitCount(~arrived & leaving & existing());
  }

  /// The bits of numbers from the first one on.
  private long existing() {
    long count = next - first;
    return count >= WIDTH ? -1 : (1L << count) - 1;
  }
}
