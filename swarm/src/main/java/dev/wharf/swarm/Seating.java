package dev.wharf.swarm;

import java.util.Arrays;
import java.util.SplittableRandom;

/// In which order clients have their turns in a round: spread, so that however many of them are
/// there, from the first on, have their turns at even distances. Comes from the seed.
final class Seating {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Seating() {}

  /// The clients by their places.
  static int[] order(int clients, long seed) {
    double shift = new SplittableRandom(seed).nextDouble();
    long[] keyed = new long[clients];
    for (int i = 0; i < clients; i++) {
      double place = (shift + i * GOLDEN) % 1;
      keyed[i] = (long) (place * (1L << 40)) << 20 | i;
    }
    Arrays.sort(keyed);
    int[] order = new int[clients];
    for (int i = 0; i < clients; i++) {
      order[i] = (int) (keyed[i] & ((1 << 20) - 1));
    }
    return order;
  }
}
