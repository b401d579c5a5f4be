package dev.wharf.swarm.measure;

/// Judges the arrivals of one sender's numbered messages, in 40 bytes: which is the next, and which
/// of the 64 before it have arrived.
///
/// Exact as long as no message is more than 64 behind the latest. One that comes later still counts
/// as late while messages are missing from before the window, and as a duplicate otherwise.
///
/// For one thread at a time.
public final class SequenceWindow {
  private static final int WIDTH = Long.SIZE;

  private final long first;

  /// One more than the highest that has arrived.
  private long next;

  /// Bit `i` says that `next - 1 - i` has arrived.
  private long arrived;

  /// How many fell out of the window without having arrived.
  private long missingBefore;

  private long skipped;

  /// The kinds of arrivals.
  public enum Arrival {
    /// Higher than all before it.
    IN_ORDER,
    /// A higher one came before it: out of order, by the definition of RFC 4737.
    LATE,
    /// It has arrived before.
    DUPLICATE
  }

  /// @param first the first number
  public SequenceWindow(long first) {
    this.first = first;
    this.next = first;
  }

  /// Judges one arrival.
  ///
  /// @param sequence a number below the first counts as a duplicate
  public Arrival accept(long sequence) {
    if (sequence >= next) {
      advance(sequence - next);
      return Arrival.IN_ORDER;
    }
    return sequence < first ? Arrival.DUPLICATE : acceptLate(next - 1 - sequence);
  }

  /// How many numbers were jumped over so far, whether they came later or not.
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

  /// The bits of numbers that there are: none before the first.
  private long existing() {
    long count = next - first;
    return count >= WIDTH ? -1 : (1L << count) - 1;
  }
}
