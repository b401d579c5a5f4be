package dev.wharf.client.swarm;

import java.util.function.DoubleSupplier;

/// What the run is doing now. Written by the run's thread, read by whoever shows it.
final class PhaseLog {
  private volatile Phase now = new Phase("starting", () -> 0);

  /// @param fraction how much of it is done, from 0 to 1
  record Phase(String name, DoubleSupplier fraction) {}

  void begin(String name, DoubleSupplier fraction) {
    now = new Phase(name, fraction);
  }

  Phase now() {
    return now;
  }
}
