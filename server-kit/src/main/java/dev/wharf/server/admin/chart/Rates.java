package dev.wharf.server.admin.chart;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Measures the rates of the last second, which are the same for all readers. One timer thread
/// takes the samples; any thread may read the rates.
public final class Rates {
  private final Supplier<Totals> source;
  private final LongSupplier nanoClock;
  private Totals before;
  private long beforeNanos;

  /// The rates at the last sample. The timer thread writes them, and any thread reads them.
  private volatile Totals perSecond = Totals.NONE;

  /// Takes the first reading.
  ///
  /// @param source reads the totals
  /// @param nanoClock returns the time in nanoseconds
  public Rates(Supplier<Totals> source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
    this.before = source.get();
    this.beforeNanos = nanoClock.getAsLong();
  }

  /// Returns the rates at the last sample.
  public Totals perSecond() {
    return perSecond;
  }

  /// Takes a sample, unless no time has passed since the last one.
  public void sample() {
    Totals now = source.get();
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos > beforeNanos) {
      perSecond = now.since(before, nowNanos - beforeNanos);
      before = now;
      beforeNanos = nowNanos;
    }
  }
}
