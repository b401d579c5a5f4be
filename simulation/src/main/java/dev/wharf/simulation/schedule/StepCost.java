package dev.wharf.simulation.schedule;

import java.util.SplittableRandom;

/// Chooses at random how long a step takes in virtual time: nearly always a few microseconds,
/// sometimes much longer, as on a machine that runs other programs, too.
final class StepCost {
  private static final long SHORTEST_NANOS = 500;
  private static final long USUAL_NANOS = 5_000;
  private static final long DELAYED_NANOS = 200_000;
  private static final long STALLED_NANOS = 20_000_000;

  /// A step is delayed with a probability of 1 in this number.
  private static final int DELAYED_ONE_OF = 64;

  /// A delayed step is stalled, which is much longer, with a probability of 1 in this number.
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
