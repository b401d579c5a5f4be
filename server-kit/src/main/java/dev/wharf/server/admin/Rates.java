package dev.wharf.server.admin;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How much happened in the last second, the same for all who ask. Sampled by one timer thread,
/// read by anyone.
final class Rates {
  private final Supplier<Totals> source;
  private final LongSupplier nanoClock;
  private Totals before;
  private long beforeNanos;

  /// Published by the timer thread to those who ask.
  private volatile Totals perSecond = Totals.NONE;

  Rates(Supplier<Totals> source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
    this.before = source.get();
    this.beforeNanos = nanoClock.getAsLong();
  }

  /// What happens in a second.
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
