package dev.wharf.swarm.sight;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Checks that each client sees what the rule of a world says: the nearest objects of its zone, up
/// to a distance and a number. It knows the rule, but not how the server finds the objects.
///
/// Each client reports its own position and all objects in sight at each tick. Some ticks later,
/// the reports of all clients together say where everything was at this tick, as far as a client of
/// this process was there or saw it. The oracle compares the distances of all pairs. A difference
/// is an object that a client should have seen and did not, one that it saw and should not, an
/// object that two clients have seen at different places, or a text that one of two clients near
/// the speaker has not heard.
///
/// Thread-safe.
public final class SightOracle {
  /// How many ticks later the reports of a tick are compared: clients get their snapshots at
  /// different times.
  private static final int WAIT = 40;

  private final LongAdder checked;
  private final LongAdder late;
  private final Runnable onDifference;
  private final Map<Place, ZoneReports> zones = new ConcurrentHashMap<>();

  /// A zone of one server, and the rule that holds there.
  ///
  /// @param server tells the server from one that was started again, and counts its ticks anew
  /// @param zone the number of the zone
  /// @param sight the largest distance of an object in sight
  /// @param most the most objects in sight
  public record Place(long server, int zone, int sight, int most) {}

  private static final class ZoneReports {
    final ConcurrentNavigableMap<Integer, Queue<SightReport>> ticks = new ConcurrentSkipListMap<>();
    final AtomicInteger compared = new AtomicInteger();
  }

  /// Creates an oracle without reports.
  ///
  /// @param checked counts the reports that were compared
  /// @param late counts the reports that came too late to be compared
  /// @param onDifference counts a difference
  public SightOracle(LongAdder checked, LongAdder late, Runnable onDifference) {
    this.checked = checked;
    this.late = late;
    this.onDifference = onDifference;
  }

  /// Takes what a client sees at a tick. Compares the reports of an older tick.
  public void report(Place place, int tick, SightReport report) {
    ZoneReports zone = zones.computeIfAbsent(place, _ -> new ZoneReports());
    if (tick <= zone.compared.get()) {
      late.increment();
      return;
    }
    zone.ticks.computeIfAbsent(tick, _ -> new ConcurrentLinkedQueue<>()).add(report);
    compareOldest(tick - WAIT, place, zone);
  }

  /// Compares the reports of the oldest tick, if all clients have had time to report it. One call
  /// compares one tick, so that it keeps the worker for a short time.
  private void compareOldest(int complete, Place place, ZoneReports zone) {
    Map.Entry<Integer, Queue<SightReport>> oldest = zone.ticks.firstEntry();
    if (oldest == null || oldest.getKey() > complete) {
      return;
    }
    zone.compared.accumulateAndGet(oldest.getKey(), Math::max);
    if (zone.ticks.remove(oldest.getKey(), oldest.getValue())) {
      compare(oldest.getValue(), place);
    }
  }

  private void compare(Queue<SightReport> reports, Place place) {
    SightRule rule = new SightRule(place.sight, place.most, onDifference);
    reports.forEach(rule::know);
    for (SightReport report : reports) {
      if (!rule.agrees(report)) {
        onDifference.run();
      }
      checked.increment();
    }
  }
}
