package dev.wharf.server.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Caches a value for a quarter of a second. For values that need an iteration over all sessions or
/// rooms: even frequent readers cause at most four iterations per second. Thread-safe.
final class CachedValue<T> implements Supplier<T> {
  private static final long LIFE_NANOS = Duration.ofMillis(250).toNanos();

  private final Supplier<T> source;
  private final LongSupplier nanoClock;
  private @Nullable T value;
  private long takenAt;

  CachedValue(Supplier<T> source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized T get() {
    T last = value;
    long now = nanoClock.getAsLong();
    if (last != null && now - takenAt < LIFE_NANOS) {
      return last;
    }
    T taken = source.get();
    value = taken;
    takenAt = now;
    return taken;
  }
}
