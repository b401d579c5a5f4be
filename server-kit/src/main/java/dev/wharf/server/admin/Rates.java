package dev.wharf.server.admin;

import dev.wharf.engine.job.TimerHandle;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How much happened in the last second, the same for all who ask. Sampled by one timer thread,
/// read by anyone.
final class Rates implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Supplier<Totals> source;
  private final LongSupplier nanoClock;
  private @Nullable TimerHandle handle;
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

  static Rates start(AdminSources sources) {
    Rates rates = new Rates(() -> Totals.of(sources), sources.port()::nanoTime);
    rates.handle =
        sources
            .port()
            .timer()
            .every(PERIOD, sources.port().timerQueue("admin rates"), rates::sample);
    return rates;
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

  @Override
  public void close() {
    if (handle != null) {
      handle.cancel();
    }
  }
}
