package dev.wharf.swarm.sight;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The rule of sight, applied to all that is known of one zone at one tick. It works with arrays
/// and with all pairs of objects: simple, and fast enough for some thousand objects.
///
/// For one thread.
final class SightRule {
  private static final int FEW = 256;

  private final long reach;
  private final int most;
  private final Runnable onDifference;
  private final Map<Integer, String> said = new HashMap<>();
  private int[] xs = new int[FEW];
  private int[] ys = new int[FEW];
  private boolean[] isKnown = new boolean[FEW];
  private int end;

  /// The square of each distance, and in the low half the number of the object.
  private long[] found = new long[FEW];

  /// Creates a rule that knows no object.
  ///
  /// @param sight the largest distance of an object in sight
  /// @param most the most objects in sight
  /// @param onDifference counts an object that is at two places, or has said two things
  SightRule(int sight, int most, Runnable onDifference) {
    this.reach = (long) sight * sight;
    this.most = most;
    this.onDifference = onDifference;
  }

  /// Adds what a client knows.
  void know(SightReport report) {
    know(report.object(), report.x(), report.y());
    for (int i = 0; i < report.count(); i++) {
      know(report.number(i), report.x(i), report.y(i));
    }
    report.heard().forEach(this::hear);
  }

  private void know(int object, int x, int y) {
    if (object >= xs.length) {
      int length = Integer.highestOneBit(object) * 2;
      xs = Arrays.copyOf(xs, length);
      ys = Arrays.copyOf(ys, length);
      isKnown = Arrays.copyOf(isKnown, length);
      found = new long[length];
    }
    if (isKnown[object] && (xs[object] != x || ys[object] != y)) {
      onDifference.run();
    }
    isKnown[object] = true;
    xs[object] = x;
    ys[object] = y;
    end = Math.max(end, object + 1);
  }

  private void hear(int speaker, String text) {
    String other = said.putIfAbsent(speaker, text);
    if (other != null && !other.equals(text)) {
      onDifference.run();
    }
  }

  /// Returns whether a client has seen and heard what it must, and nothing else.
  boolean agrees(SightReport report) {
    return report.sees(seenBy(report)) && hasHeardAll(report);
  }

  /// Returns the numbers of the objects that a client must see, in ascending order.
  private int[] seenBy(SightReport report) {
    int count = 0;
    for (int other = 0; other < end; other++) {
      long dx = (long) report.x() - xs[other];
      long dy = (long) report.y() - ys[other];
      long square = dx * dx + dy * dy;
      if (square <= reach && isKnown[other] && other != report.object()) {
        found[count++] = square << Integer.SIZE | other;
      }
    }
    if (count > most) {
      Arrays.sort(found, 0, count);
      count = most;
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (int) found[i];
    }
    Arrays.sort(numbers);
    return numbers;
  }

  private boolean hasHeardAll(SightReport report) {
    for (int speaker : said.keySet()) {
      if (report.isNear(speaker) != report.heard().containsKey(speaker)) {
        return false;
      }
    }
    return true;
  }
}
