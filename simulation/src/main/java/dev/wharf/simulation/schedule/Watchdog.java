package dev.wharf.simulation.schedule;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Looks, in real time, whether a simulation goes on. Its thread is outside the simulation.
final class Watchdog implements AutoCloseable {
  private static final int LOOKS = 10;

  private final Duration patience;
  private final LongSupplier progress;
  private final Runnable onStuck;
  private final Thread thread;

  /// Starts to look.
  ///
  /// @param patience how long the progress may stand still
  /// @param progress a number that changes while the simulation goes on
  /// @param onStuck called once, on the watchdog's thread, when the progress stands still
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
