package dev.wharf.swarm;

import java.time.Duration;

/// Says when a part of the run begins, so that those of several processes begin together. For the
/// run's thread.
interface StartGate {
  /// There is nobody to wait for.
  StartGate ALONE = new Alone();

  /// This process is ready for the next part.
  void ready();

  /// Whether the part's begin is known.
  boolean isOpen();

  /// When it begins, by the clock.
  long startsAt(PaceClock clock);

  /// Begins at once.
  final class Alone implements StartGate {
    /// Between the schedule's making and its first message.
    private static final Duration LEAD = Duration.ofMillis(20);

    private Alone() {}

    @Override
    public void ready() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public long startsAt(PaceClock clock) {
      return clock.nanoTime() + LEAD.toNanos();
    }
  }
}
