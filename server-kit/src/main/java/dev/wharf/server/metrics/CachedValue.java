package dev.wharf.server.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that takes a walk through all sessions or rooms to find out: found out anew when it is
/// asked for and a quarter of a second old, so that many who ask cost no more than four walks a
/// second. Thread-safe.
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
