package dev.wharf.simulation.net;

import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.fault.FaultDice;
import dev.wharf.simulation.fault.FaultInjector;
import java.util.SplittableRandom;

/// The way of the segments of a connection from one host to the other. It decides how long a
/// segment takes, and which faults happen to it.
final class Path {
  private static final long LOCAL_NANOS = 5_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// The longest additional time of a segment while a fault makes the network slower.
  private static final long FAR_AWAY_NANOS = 200_000_000;

  /// The shortest time for which a host stops reading because of a fault.
  private static final long SHORTEST_STOP_NANOS = 1_000_000;

  /// Of this number of connections, one is cut soon after it was opened.
  private static final int EARLY_CUT = 8;

  private static final long SHORTEST_TO_EARLY_CUT_NANOS = 100_000;
  private static final long LONGEST_TO_EARLY_CUT_NANOS = 100_000_000;

  /// The times after which an end of a connection learns that the connection is cut. They are
  /// shorter than the pauses before a client logs in again. So the login of a connection that its
  /// client has given up does not take over the next one.
  private static final long SHORTEST_TO_LEARN_NANOS = 1_000;

  private static final long LONGEST_TO_LEARN_NANOS = 100_000_000;

  private final int number;
  private final HostCondition from;
  private final HostCondition to;
  private final NetworkConditions conditions;
  private final FaultInjector injector;
  private final FaultDice dice;
  private final SplittableRandom random;

  /// Whether the connection is cut for good.
  private boolean isSevered;

  /// How an end of a connection learns that the connection is cut.
  enum CutNotice {
    RESET,
    END_OF_STREAM,
    NONE
  }

  /// @param number the number of the connection; negative for the way back
  /// @param random random numbers that no other path uses
  Path(
      int number,
      HostCondition from,
      HostCondition to,
      NetworkConditions conditions,
      FaultInjector injector,
      SplittableRandom random) {
    this.number = number;
    this.from = from;
    this.to = to;
    this.conditions = conditions;
    this.injector = injector;
    this.dice = injector.diceOf(number, this);
    this.random = random;
  }

  /// Returns the path in the opposite direction.
  Path back() {
    return new Path(-number, to, from, conditions, injector, random.split());
  }

  @Override
  public String toString() {
    return "connection " + Math.abs(number) + (number < 0 ? ", way back" : ", way there");
  }

  /// Returns the number of the connection; negative for the way back.
  int number() {
    return number;
  }

  /// Whether no segment arrives: the connection is cut, the hosts are separated, or the receiving
  /// host is down.
  boolean isCut() {
    return isSevered
        || !to.isUp()
        || conditions.areParted(from.address(), to.address())
        || (from != to && (from.isIsolated() || to.isIsolated()));
  }

  /// Returns the time that a segment takes: a random latency, and the time for its bytes.
  long nanosFor(int bytes) {
    if (from == to) {
      return random.nextLong(1, LOCAL_NANOS);
    }
    long latency = conditions.latencyNanos();
    long onTheWire = bytes * NANOS_PER_SECOND / conditions.bytesPerSecond();
    long usual = latency / 2 + random.nextLong(1, latency + 1) + onTheWire;
    return from.isFarAway() || to.isFarAway() ? usual + random.nextLong(FAR_AWAY_NANOS) : usual;
  }

  boolean resetsHere() {
    return injector.happens(FaultKind.RESET, dice);
  }

  boolean losesSegment() {
    return injector.happens(FaultKind.LOSS, dice);
  }

  /// Returns the size of the next segment, which a fault may make smaller.
  ///
  /// @param most the size of the segment without a fault
  int segmentBytes(int most) {
    return splits(FaultKind.SPLIT, most);
  }

  /// Returns how many bytes the next read gets. A fault may make the read short.
  ///
  /// @param most the number of bytes that have arrived
  int readBytes(int most) {
    return splits(FaultKind.SHORT_READ, most);
  }

  private int splits(FaultKind kind, int most) {
    return most > 1 && injector.happens(kind, dice) ? (int) dice.between(kind, 1, most) : most;
  }

  /// Returns for how long the sending host of this path stops reading now, in nanoseconds; 0 when
  /// it does not.
  long stopNanos() {
    return injector.happens(FaultKind.STOPPED_READER, dice)
        ? dice.spread(
            FaultKind.STOPPED_READER, SHORTEST_STOP_NANOS, injector.longestStop().toNanos())
        : 0;
  }

  /// Returns the time after which the new connection is cut, in nanoseconds; [Long#MAX_VALUE] when
  /// it is never cut.
  long nanosToCut() {
    long usual = injector.nanosToNext(FaultKind.CUT, dice);
    boolean isEarly = usual < Long.MAX_VALUE && dice.between(FaultKind.CUT, 0, EARLY_CUT) == 0;
    return isEarly
        ? dice.spread(FaultKind.CUT, SHORTEST_TO_EARLY_CUT_NANOS, LONGEST_TO_EARLY_CUT_NANOS)
        : usual;
  }

  /// Decides whether the connection is cut at the time that [#nanosToCut] has chosen.
  boolean isCutNow() {
    return injector.happensNow(FaultKind.CUT, dice);
  }

  /// Lets no further segment arrive.
  void sever() {
    isSevered = true;
  }

  /// Returns how many of the bytes in flight still arrive when the connection is cut.
  int bytesBeforeCut(int inFlight) {
    return (int) dice.between(FaultKind.CUT, 0, inFlight + 1L);
  }

  /// Returns how the sending host of this path learns that the connection is cut.
  CutNotice cutNotice() {
    return switch ((int) dice.between(FaultKind.CUT, 0, 4)) {
      case 0, 1 -> CutNotice.RESET;
      case 2 -> CutNotice.END_OF_STREAM;
      default -> CutNotice.NONE;
    };
  }

  /// Returns the time after which the sending host of this path learns that the connection is cut,
  /// in nanoseconds.
  long nanosToLearn() {
    return dice.spread(FaultKind.CUT, SHORTEST_TO_LEARN_NANOS, LONGEST_TO_LEARN_NANOS);
  }

  /// Decides at random whether a reset destroys the bytes that have arrived and were not read. Real
  /// systems differ in this.
  boolean destroysUnread() {
    return random.nextBoolean();
  }
}
