package dev.wharf.swarm.profile;

import java.util.ArrayList;
import java.util.List;

/// The times of the iterations: how many each client has had by each moment, and the other way
/// round.
///
/// The rate goes up and down with a profile, so the iterations are its integral: a client whose
/// place in the round is `p` (0 to 1) has its iteration of number `n` when [#iterationsAt] reaches
/// `n - 1 + p`. So the time of each iteration is known exactly, whatever the rate does, and does
/// not depend on when the iterations before were played: an open loop.
///
/// A change while it runs makes another pace, which agrees with this one up to the moment of the
/// change. Times are in nanoseconds since the begin. Immutable, thread-safe.
public final class RateCurve {
  /// No such iteration, as things stand.
  public static final long NEVER = Long.MAX_VALUE;

  /// An iteration that falls on the very end is not played, however the sums were rounded.
  private static final double ROUNDING = 1e-7;

  private final List<Piece> pieces;
  private final double total;

  /// A time in which the rate goes evenly.
  ///
  /// @param start when it begins
  /// @param length how long it is
  /// @param iterations had before
  /// @param rate at its begin, in iterations for each nanosecond
  /// @param slope by which the rate grows each nanosecond
  private record Piece(long start, long length, double iterations, double rate, double slope) {
    double iterationsAfter(long nanos) {
      double time = Math.min(nanos, length);
      return iterations + time * (rate + slope * time / 2);
    }

    double iterationsAtEnd() {
      return iterationsAfter(length);
    }

    /// In the form that stands both a slope and a rate of zero.
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

  /// The pace of a profile.
  ///
  /// @param rate what a share is of: iterations a second of each client
  public static RateCurve of(Profile profile, double rate) {
    List<Piece> pieces = new ArrayList<>();
    addRemaining(pieces, profile, rate, 0, 0, 1);
    return new RateCurve(pieces);
  }

  /// This pace up to a moment, and from there on the rest of a profile at another rate.
  ///
  /// @param at the moment
  /// @param profile what this pace was made of
  /// @param profileAt how much of the profile is over; its pauses do not count
  /// @param factor by which the profile's rate is multiplied
  public RateCurve changed(long at, Profile profile, double rate, long profileAt, double factor) {
    List<Piece> changed = before(at);
    addRemaining(changed, profile, rate, at, profileAt, factor);
    return new RateCurve(changed);
  }

  /// This pace up to a moment, and nothing after it.
  public RateCurve endedAt(long at) {
    return new RateCurve(before(at));
  }

  /// How many iterations each client has had by then.
  public double iterationsAt(long nanos) {
    for (int i = pieces.size() - 1; i >= 0; i--) {
      Piece piece = pieces.get(i);
      if (nanos >= piece.start()) {
        return piece.iterationsAfter(nanos - piece.start());
      }
    }
    return 0;
  }

  /// The time at which each client has had so many iterations; [#NEVER] when that does not come.
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

  /// How many iterations each client has in all.
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
      List<Piece> pieces, Profile profile, double whole, long at, long profileAt, double factor) {
    double iterations = pieces.isEmpty() ? 0 : pieces.getLast().iterationsAtEnd();
    long phaseStart = 0;
    for (Phase phase : profile.phases()) {
      long length = phase.duration().toNanos();
      long skipped = Math.max(0, profileAt - phaseStart);
      if (skipped < length) {
        double from = phase.rate().at((double) skipped / length, whole) * factor / 1e9;
        double to = phase.rate().at(1, whole) * factor / 1e9;
        long rest = length - skipped;
        long start = at + phaseStart + skipped - profileAt;
        Piece piece = new Piece(start, rest, iterations, from, (to - from) / rest);
        pieces.add(piece);
        iterations = piece.iterationsAtEnd();
      }
      phaseStart += length;
    }
  }
}
