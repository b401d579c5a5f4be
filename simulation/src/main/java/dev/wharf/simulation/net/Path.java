package dev.wharf.simulation.net;

import dev.wharf.simulation.Faults;
import java.net.InetAddress;
import java.util.SplittableRandom;

/// The way of segments from one host to another. It decides how long a segment takes, and which
/// faults happen to it.
final class Path {
  private static final long LOCAL_NANOS = 5_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final InetAddress from;
  private final InetAddress to;
  private final NetworkConditions conditions;
  private final SplittableRandom random;

  Path(InetAddress from, InetAddress to, NetworkConditions conditions, SplittableRandom random) {
    this.from = from;
    this.to = to;
    this.conditions = conditions;
    this.random = random;
  }

  /// Returns the path in the opposite direction.
  Path back() {
    return new Path(to, from, conditions, random);
  }

  /// Returns whether no segment arrives, because the hosts are separated or the receiving host is
  /// down.
  boolean isCut() {
    return conditions.isCut(from, to);
  }

  /// Returns the time that a segment takes: a random latency, and the time for its bytes.
  long nanosFor(int bytes) {
    if (from.equals(to)) {
      return random.nextLong(1, LOCAL_NANOS);
    }
    long latency = conditions.latencyNanos();
    long onTheWire = bytes * NANOS_PER_SECOND / conditions.bytesPerSecond();
    return latency / 2 + random.nextLong(1, latency + 1) + onTheWire;
  }

  boolean resetsHere() {
    return happens(faults().reset());
  }

  boolean losesSegment() {
    return happens(faults().loss());
  }

  /// Returns the size of the next segment, which a fault may make smaller.
  ///
  /// @param most the size of the segment without a fault
  int segmentBytes(int most) {
    return splits(faults().split(), most);
  }

  /// Returns how many bytes the next read gets. A fault may make the read short.
  ///
  /// @param most the number of bytes that have arrived
  int readBytes(int most) {
    return splits(faults().shortRead(), most);
  }

  private int splits(double chance, int most) {
    return most > 1 && happens(chance) ? random.nextInt(1, most) : most;
  }

  /// Decides at random whether a reset destroys the bytes that have arrived and were not read. Real
  /// systems differ in this.
  boolean destroysUnread() {
    return random.nextBoolean();
  }

  private Faults faults() {
    return conditions.faults();
  }

  private boolean happens(double chance) {
    return chance > 0 && conditions.happens(random, chance);
  }
}
