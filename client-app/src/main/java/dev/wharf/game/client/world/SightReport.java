package dev.wharf.game.client.world;

import java.util.Map;

/// What one client sees at one tick, as the server has told it. Immutable.
///
/// @param object the client's own number
/// @param numbers the numbers of the objects in sight, in ascending order
/// @param xs their positions
/// @param ys their positions
/// @param heard what has been said at this tick, by the numbers of the speakers
record SightReport(
    int object, int x, int y, int[] numbers, int[] xs, int[] ys, Map<Integer, String> heard) {
  static SightReport of(WorldView view) {
    int count = view.objects().size();
    int[] numbers = new int[count];
    int[] xs = new int[count];
    int[] ys = new int[count];
    int i = 0;
    for (Map.Entry<Integer, WorldView.Seen> each : view.objects().entrySet()) {
      numbers[i] = each.getKey();
      xs[i] = each.getValue().x();
      ys[i++] = each.getValue().y();
    }
    return new SightReport(view.object(), view.x(), view.y(), numbers, xs, ys, view.heard());
  }
}
