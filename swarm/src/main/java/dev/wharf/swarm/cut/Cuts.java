package dev.wharf.swarm.cut;

import dev.wharf.swarm.cut.Cut.Direction;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides which connections are cut, when, and after which byte. Thread-safe.
///
/// The time until a cut has an exponential distribution, so that the share of the connections that
/// is cut does not depend on their age. The cut itself follows after 0 to [#MAX_BYTES] bytes in a
/// random direction; small numbers are more frequent. Half of the cuts are resets.
public final class Cuts {
  /// The largest number of bytes that pass between the time of a cut and the cut.
  static final int MAX_BYTES = 1 << 10;

  /// Of so many new connections, one is cut within its first bytes.
  private static final int CUT_AT_THE_BEGINNING = 8;

  /// The bytes within which such a connection is cut. A request to log in or to resume, and its
  /// reply, are about as large as this.
  private static final int FIRST_BYTES = 96;

  private static final double MAX_SECONDS = 86_400;
  private static final int SIZES = Integer.numberOfTrailingZeros(MAX_BYTES) + 1;

  private final CutRate rate;
  private final RandomGenerator random;
  private final LongSupplier clock;
  private final LongAdder count = new LongAdder();
  private volatile boolean isStopped;

  /// Creates a plan of cuts.
  ///
  /// @param random only this object uses it
  /// @param clock returns the present time, in nanoseconds
  public Cuts(CutRate rate, RandomGenerator random, LongSupplier clock) {
    this.rate = rate;
    this.random = random;
    this.clock = clock;
  }

  /// Decides about a connection from now on.
  ///
  /// @return the cut; null when the connection is never cut
  public synchronized @Nullable Cut next() {
    if (rate.isZero()) {
      return null;
    }
    double seconds = -Math.log1p(-random.nextDouble()) / rate.perSecond();
    long nanos = (long) (Math.min(seconds, MAX_SECONDS) * 1e9);
    int most = 1 << random.nextInt(SIZES);
    return new Cut(now() + nanos, direction(), random.nextInt(most + 1), random.nextBoolean());
  }

  /// Decides about a new connection that logs in or resumes a session. One of eight is cut within
  /// its first bytes.
  ///
  /// @return the cut; null when the connection is never cut
  public synchronized @Nullable Cut nextOfNew() {
    if (rate.isZero() || random.nextInt(CUT_AT_THE_BEGINNING) > 0) {
      return next();
    }
    return new Cut(now(), direction(), random.nextInt(FIRST_BYTES), random.nextBoolean());
  }

  private Direction direction() {
    return random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
  }

  /// Cuts no connection from now on.
  public void stop() {
    isStopped = true;
  }

  /// Returns whether no connection is cut any more.
  public boolean isStopped() {
    return isStopped;
  }

  /// Returns how many connections were cut.
  public long count() {
    return count.sum();
  }

  /// Counts a connection that was cut.
  void cut() {
    count.increment();
  }

  /// Returns the present time, in nanoseconds.
  long now() {
    return clock.getAsLong();
  }
}
