package dev.wharf.game.client.world;

import dev.wharf.game.proto.EnterWorldReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Checks that each client sees what the rule of the world says: the nearest objects of its zone,
/// up to a distance and a number. It knows the rule, but not how the server finds the objects.
///
/// Each client reports its own position and all objects in sight at each tick. Some ticks later,
/// the reports of all clients together say where everything was at this tick, as far as a client of
/// this process was there or saw it. The oracle compares the distances of all pairs. A difference
/// is an object that a client should have seen and did not, one that it saw and should not, or an
/// object that two clients have seen at different places.
///
/// Thread-safe.
final class SightOracle {
  /// How many ticks later the reports of a tick are compared: clients get their snapshots at
  /// different times.
  private static final int WAIT = 40;

  private final LongAdder checked;
  private final LongAdder late;
  private final Runnable onDifference;
  private final Map<Place, ZoneReports> zones = new ConcurrentHashMap<>();

  /// The position and the sight of one client at one tick, as the server has told them.
  private record Report(int object, Spot spot, SortedMap<Integer, Spot> seen) {}

  private record Spot(int x, int y) {}

  /// A zone of one server. A server that was started again counts its ticks anew.
  private record Place(long world, int zone) {}

  private static final class ZoneReports {
    final Map<Integer, Queue<Report>> ticks = new ConcurrentHashMap<>();
    final AtomicInteger compared = new AtomicInteger();
  }

  /// Creates an oracle without reports.
  ///
  /// @param checked counts the reports that were compared
  /// @param late counts the reports that came too late to be compared
  /// @param onDifference counts a difference
  SightOracle(LongAdder checked, LongAdder late, Runnable onDifference) {
    this.checked = checked;
    this.late = late;
    this.onDifference = onDifference;
  }

  /// Reports what a client sees after a snapshot. It compares the reports of a tick that is old
  /// enough.
  void report(WorldView view) {
    EnterWorldReply world = view.world();
    if (world == null) {
      return;
    }
    ZoneReports zone =
        zones.computeIfAbsent(new Place(world.getWorldId(), view.zone()), _ -> new ZoneReports());
    if (view.tick() <= zone.compared.get()) {
      late.increment();
      return;
    }
    zone.ticks.computeIfAbsent(view.tick(), _ -> new ConcurrentLinkedQueue<>()).add(reportOf(view));
    compareUpTo(view.tick() - WAIT, zone, world);
  }

  private static Report reportOf(WorldView view) {
    SortedMap<Integer, Spot> seen = new TreeMap<>();
    view.objects().forEach((object, one) -> seen.put(object, new Spot(one.x(), one.y())));
    return new Report(view.object(), new Spot(view.x(), view.y()), seen);
  }

  private void compareUpTo(int tick, ZoneReports zone, EnterWorldReply world) {
    int last = zone.compared.get();
    while (last < tick && !zone.compared.compareAndSet(last, tick)) {
      last = zone.compared.get();
    }
    if (last >= tick) {
      return;
    }
    for (int each : List.copyOf(zone.ticks.keySet())) {
      Queue<Report> reports = each <= tick ? zone.ticks.remove(each) : null;
      if (reports != null) {
        compare(reports, world);
      }
    }
  }

  private void compare(Queue<Report> reports, EnterWorldReply world) {
    Map<Integer, Spot> known = new HashMap<>();
    for (Report report : reports) {
      know(known, report.object, report.spot);
      report.seen.forEach((object, spot) -> know(known, object, spot));
    }
    for (Report report : reports) {
      if (!List.copyOf(report.seen.keySet()).equals(seenBy(report, known, world))) {
        onDifference.run();
      }
      checked.increment();
    }
  }

  private void know(Map<Integer, Spot> known, int object, Spot spot) {
    Spot other = known.putIfAbsent(object, spot);
    if (other != null && !other.equals(spot)) {
      onDifference.run();
    }
  }

  /// Returns the numbers of the objects that a client must see, in ascending order.
  private static List<Integer> seenBy(
      Report report, Map<Integer, Spot> known, EnterWorldReply world) {
    long reach = (long) world.getSight() * world.getSight();
    return known.entrySet().stream()
        .filter(each -> each.getKey() != report.object)
        .filter(each -> square(report, each.getValue()) <= reach)
        .sorted(
            Map.Entry.<Integer, Spot>comparingByValue(
                    (a, b) -> Long.compare(square(report, a), square(report, b)))
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(world.getMostInSight())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static long square(Report report, Spot spot) {
    long dx = (long) report.spot.x - spot.x;
    long dy = (long) report.spot.y - spot.y;
    return dx * dx + dy * dy;
  }
}
