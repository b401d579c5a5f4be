package dev.wharf.server.admin;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The rates of the last second, the same for all readers. One timer thread takes the samples; any
/// thread may read.
final class Rates {
  private final Supplier<Totals> source;
  private final LongSupplier nanoClock;
  private Totals before;
  private long beforeNanos;

  /// Volatile: written by the timer thread, read by any thread.
  private volatile Totals perSecond = Totals.NONE;

  Rates(Supplier<Totals> source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
    this.before = source.get();
    this.beforeNanos = nanoClock.getAsLong();
  }

  /// The counts per second at the last sample.
  Totals perSecond() {
    return perSecond;
  }

  void sample() {
    Totals now = source.get();
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos > beforeNanos) {
      perSecond = now.since(before, nowNanos - beforeNanos);
      before = now;
      beforeNanos = nowNanos;
    }
  }
}
