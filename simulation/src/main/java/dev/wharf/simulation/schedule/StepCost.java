package dev.wharf.simulation.schedule;

import java.util.SplittableRandom;

/// Chooses how long a step takes: nearly always some microseconds, sometimes much more, as on a
/// machine with other work.
final class StepCost {
  private static final long SHORTEST_NANOS = 500;
  private static final long USUAL_NANOS = 5_000;
  private static final long DELAYED_NANOS = 200_000;
  private static final long STALLED_NANOS = 20_000_000;

  /// One step of so many is delayed.
  private static final int DELAYED_ONE_OF = 64;

  /// One delayed step of so many is stalled.
  private static final int STALLED_ONE_OF = 64;

  private final SplittableRandom random;

  StepCost(SplittableRandom random) {
    this.random = random;
  }

  long nextNanos() {
    return random.nextLong(SHORTEST_NANOS, mostNanos());
  }

  private long mostNanos() {
    if (random.nextInt(DELAYED_ONE_OF) != 0) {
      return USUAL_NANOS;
    }
    return random.nextInt(STALLED_ONE_OF) == 0 ? STALLED_NANOS : DELAYED_NANOS;
  }
}
