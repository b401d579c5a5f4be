package dev.wharf.game.client.world;

import java.util.Arrays;
import java.util.Map;

/// What one client sees at one tick, as the server has told it. Immutable.
final class SightReport {
  /// The client's own number.
  final int object;

  final int x;
  final int y;

  /// What has been said at this tick, by the numbers of the speakers.
  final Map<Integer, String> heard;

  /// The numbers of the objects in sight, in ascending order.
  private final int[] numbers;

  private final int[] xs;
  private final int[] ys;

  /// Creates the report of what a client sees now.
  SightReport(WorldView view) {
    int count = view.objects().size();
    object = view.object();
    x = view.x();
    y = view.y();
    heard = view.heard();
    numbers = new int[count];
    xs = new int[count];
    ys = new int[count];
    int i = 0;
    for (Map.Entry<Integer, WorldView.Seen> each : view.objects().entrySet()) {
      numbers[i] = each.getKey();
      xs[i] = each.getValue().x();
      ys[i++] = each.getValue().y();
    }
  }

  int count() {
    return numbers.length;
  }

  int number(int index) {
    return numbers[index];
  }

  int x(int index) {
    return xs[index];
  }

  int y(int index) {
    return ys[index];
  }

  /// Returns whether the objects in sight are exactly those with these numbers.
  boolean sees(int[] expected) {
    return Arrays.equals(numbers, expected);
  }

  /// Returns whether the client hears what an object says.
  boolean hears(int speaker) {
    return speaker == object || Arrays.binarySearch(numbers, speaker) >= 0;
  }
}
