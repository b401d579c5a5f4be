package dev.wharf.swarm.profile;

import java.util.ArrayList;
import java.util.List;

/// The number of iterations that each user has had since the start, as a function of time; and the
/// inverse function: the time of an iteration.
///
/// A profile changes the rate over time. The number of iterations is the integral of the rate. In a
/// round each user has one iteration, and `p` (0 to 1) is the user's position in the round. The
/// user's iteration number `n` is due when [#iterationsAt] reaches `n - 1 + p`. So the time of each
/// iteration is exact for any rate. It does not depend on earlier iterations: the loop is open.
///
/// A change of the rate makes a new curve, which equals this one up to the time of the change.
/// Times are in nanoseconds since the start of the run's messages. Immutable, thread-safe.
public final class RateCurve {
  /// The time of an iteration that the curve does not reach.
  public static final long NEVER = Long.MAX_VALUE;

  /// The tolerance for rounding errors, in iterations. An iteration that falls exactly on the end
  /// of the curve does not belong to the curve.
  private static final double ROUNDING = 1e-7;

  private final List<Piece> pieces;
  private final double total;

  /// A time span in which the rate changes linearly.
  ///
  /// @param start the start of the span
  /// @param length the length of the span
  /// @param iterations the number of iterations of each user before the span
  /// @param rate the rate at the start of the span, in iterations a nanosecond
  /// @param slope the change of the rate in a nanosecond
  private record Piece(long start, long length, double iterations, double rate, double slope) {
    double iterationsAfter(long nanos) {
      double time = Math.min(nanos, length);
      return iterations + time * (rate + slope * time / 2);
    }

    double iterationsAtEnd() {
      return iterationsAfter(length);
    }

    /// Returns the time of an iteration. Solves the quadratic equation in the form that also works
    /// for a slope or a rate of zero.
    long timeOf(double iteration) {
      double wanted = Math.max(0, iteration - iterations);
      double root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * wanted));
      return start + Math.min(length, Math.round(2 * wanted / (rate + root)));
    }

    Piece until(long end) {
      return new Piece(start, Math.min(length, end - start), iterations, rate, slope);
    }
  }

  private RateCurve(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.total = pieces.isEmpty() ? 0 : pieces.getLast().iterationsAtEnd();
  }

  /// Returns the curve of a profile.
  ///
  /// @param rate iterations a second of each user, which are 100 % in the profile
  public static RateCurve of(Profile profile, double rate) {
    List<Piece> pieces = new ArrayList<>();
    addRemaining(pieces, profile, rate, 0, 0, 1);
    return new RateCurve(pieces);
  }

  /// Returns a curve that equals this one up to a time, and continues with the rest of the profile
  /// at another rate.
  ///
  /// @param at the time of the change
  /// @param profile the profile of this curve
  /// @param rate iterations a second of each user, which are 100 % in the profile
  /// @param profileAt the profile's time at the change; it stands still during a pause
  /// @param factor multiplies the profile's rate
  public RateCurve changed(long at, Profile profile, double rate, long profileAt, double factor) {
    List<Piece> changed = before(at);
    addRemaining(changed, profile, rate, at, profileAt, factor);
    return new RateCurve(changed);
  }

  /// Returns a curve that equals this one up to a time, with no iterations after that time.
  public RateCurve endedAt(long at) {
    return new RateCurve(before(at));
  }

  /// Returns the number of iterations that each user has had by the time `nanos`.
  public double iterationsAt(long nanos) {
    for (int i = pieces.size() - 1; i >= 0; i--) {
      Piece piece = pieces.get(i);
      if (nanos >= piece.start()) {
        return piece.iterationsAfter(nanos - piece.start());
      }
    }
    return 0;
  }

  /// Returns the time at which each user has had this number of iterations; [#NEVER] when the curve
  /// ends before that.
  public long timeOf(double iterations) {
    if (iterations >= total - ROUNDING) {
      return NEVER;
    }
    int low = 0;
    int high = pieces.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (iterations < pieces.get(middle).iterationsAtEnd()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return pieces.get(low).timeOf(iterations);
  }

  /// Returns the number of iterations that each user has in the whole curve.
  public double total() {
    return total;
  }

  private List<Piece> before(long at) {
    List<Piece> kept = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.start() < at) {
        kept.add(piece.until(at));
      }
    }
    return kept;
  }

  private static void addRemaining(
      List<Piece> pieces, Profile profile, double base, long at, long profileAt, double factor) {
    double iterations = pieces.isEmpty() ? 0 : pieces.getLast().iterationsAtEnd();
    long stageStart = 0;
    for (Stage stage : profile.stages()) {
      long length = stage.duration().toNanos();
      long skipped = Math.max(0, profileAt - stageStart);
      if (skipped < length) {
        double from = stage.rate().at((double) skipped / length, base) * factor / 1e9;
        double to = stage.rate().at(1, base) * factor / 1e9;
        long rest = length - skipped;
        long start = at + stageStart + skipped - profileAt;
        Piece piece = new Piece(start, rest, iterations, from, (to - from) / rest);
        pieces.add(piece);
        iterations = piece.iterationsAtEnd();
      }
      stageStart += length;
    }
  }
}
