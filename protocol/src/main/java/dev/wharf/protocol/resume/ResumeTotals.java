package dev.wharf.protocol.resume;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Limits and counts what all resumable sessions of a service keep for their peers. Thread-safe.
public final class ResumeTotals {
  /// Sessions reserve memory in steps of this size, so that most packets do not change the sum.
  public static final int STEP_BYTES = 4096;

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder resumed = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder givenUp = new LongAdder();

  /// Creates totals of zero.
  ///
  /// @param maxBytes the most memory that the kept packets of all sessions together may take
  public ResumeTotals(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Returns the most memory that the kept packets of all sessions together may take, in bytes.
  public long maxBytes() {
    return maxBytes;
  }

  /// Returns the memory that sessions have reserved for kept packets, in bytes. A packet that
  /// several sessions keep counts in each of them.
  public long bytes() {
    return bytes.get();
  }

  /// Returns how often a session was resumed.
  public long resumed() {
    return resumed.sum();
  }

  /// Returns how many packets were sent, or sent again, on the new connection of a resumed session.
  public long replayed() {
    return replayed.sum();
  }

  /// Returns how many sessions can no longer be resumed because they would have kept too much.
  public long givenUp() {
    return givenUp.sum();
  }

  /// Reserves memory, unless the sum would exceed the limit. For the library.
  public boolean tryReserve(int more) {
    long after = bytes.addAndGet(more);
    if (after > maxBytes) {
      bytes.addAndGet(-more);
      return false;
    }
    return true;
  }

  /// Frees reserved memory. For the library.
  public void free(int less) {
    bytes.addAndGet(-less);
  }

  /// Counts a resume. For the library.
  ///
  /// @param packets the number of packets that were sent on the new connection before any others
  public void countResume(long packets) {
    resumed.increment();
    replayed.add(packets);
  }

  /// Counts a session that keeps nothing any more. For the library.
  public void countGivenUp() {
    givenUp.increment();
  }
}
