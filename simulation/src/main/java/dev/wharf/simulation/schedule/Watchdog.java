package dev.wharf.simulation.schedule;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Checks repeatedly, in real time, whether a simulation makes progress. Its thread does not belong
/// to the simulation.
final class Watchdog implements AutoCloseable {
  private static final int LOOKS = 10;

  private final Duration patience;
  private final LongSupplier progress;
  private final Runnable onStuck;
  private final Thread thread;

  /// Starts the watchdog's thread.
  ///
  /// @param patience the real time for which `progress` may stay the same
  /// @param progress a number that changes while the simulation makes progress
  /// @param onStuck the watchdog's thread calls it once, when `progress` has stayed the same for
  ///   too long
  Watchdog(Duration patience, LongSupplier progress, Runnable onStuck) {
    this.patience = patience;
    this.progress = progress;
    this.onStuck = onStuck;
    this.thread = Thread.ofPlatform().daemon().name("simulation-watchdog").start(this::watch);
  }

  private void watch() {
    long seen = -1;
    int equal = 0;
    try {
      while (equal < LOOKS) {
        Thread.sleep(patience.dividedBy(LOOKS));
        long found = progress.getAsLong();
        equal = found == seen ? equal + 1 : 0;
        seen = found;
      }
      onStuck.run();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
