package dev.wharf.client.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// What the run is doing now, and when each phase began. Written by the run's thread, read by
/// whoever shows it.
final class PhaseLog {
  /// What begins later is shown, and not noted.
  private static final int MOST_BEGINNINGS = 500;

  private final LongSupplier clock;

  /// Guarded by itself.
  private final List<Beginning> beginnings = new ArrayList<>();

  private volatile Phase now = new Phase("starting", () -> 0);

  /// @param clock in nanoseconds
  PhaseLog(LongSupplier clock) {
    this.clock = clock;
  }

  /// @param fraction how much of it is done, from 0 to 1
  record Phase(String name, DoubleSupplier fraction) {}

  /// @param nanos by the clock
  record Beginning(String name, long nanos) {}

  void begin(String name, DoubleSupplier fraction) {
    boolean isAnother = !name.equals(now.name());
    now = new Phase(name, fraction);
    synchronized (beginnings) {
      if (isAnother && beginnings.size() < MOST_BEGINNINGS) {
        beginnings.add(new Beginning(name, clock.getAsLong()));
      }
    }
  }

  Phase now() {
    return now;
  }

  List<Beginning> beginnings() {
    synchronized (beginnings) {
      return List.copyOf(beginnings);
    }
  }
}
