package dev.wharf.game.server.world;

import dev.wharf.game.proto.Followed;
import dev.wharf.game.proto.Overview;
import dev.wharf.server.sight.SightGrid;

/// Tells the [Watchers] where all objects of a zone are, about five times a second, and the zone's
/// figures. Costs nothing while nobody watches.
///
/// Not thread-safe: confined to the queue of its zone.
final class OverviewWriter {
  private static final int MILLIS = 200;
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int NANOS_PER_MICRO = 1000;

  private final int zone;
  private final Watchers watchers;
  private final int mostInPacket;
  private final int tickMillis;
  private final int ticksBetween;
  private long longestNanos;
  private long bytes;
  private Overview.Builder packet = Overview.newBuilder();
  private int lastNumber;

  /// Creates the writer of a zone.
  OverviewWriter(int zone, Watchers watchers, WorldSettings settings) {
    this.zone = zone;
    this.watchers = watchers;
    this.mostInPacket = settings.mostInSight();
    this.tickMillis = (int) settings.tick().toMillis();
    this.ticksBetween = Math.max(1, MILLIS / tickMillis);
  }

  /// Counts bytes that the zone has sent to a player.
  void sent(int length) {
    bytes += length;
  }

  /// Counts a tick.
  ///
  /// @return whether this tick has an overview
  boolean isDue(int tick, long nanos) {
    longestNanos = Math.max(longestNanos, nanos);
    if (tick % ticksBetween != 0) {
      return false;
    }
    if (watchers.isEmpty()) {
      restart();
    }
    return !watchers.isEmpty();
  }

  private void restart() {
    longestNanos = 0;
    bytes = 0;
  }

  /// Begins the packets of a tick.
  void begin(int tick, int players) {
    long perSecond = bytes * MILLIS_PER_SECOND / ((long) ticksBetween * tickMillis);
    packet
        .clear()
        .setZone(zone)
        .setTick(tick)
        .setPlayers(players)
        .setTickMicros((int) (longestNanos / NANOS_PER_MICRO))
        .setBytesPerSecond((int) (perSecond / Math.max(1, players)));
    lastNumber = 0;
    restart();
  }

  /// Adds an object. The numbers of the objects ascend.
  void add(WorldObject object) {
    if (packet.getGapsCount() == mostInPacket) {
      send(object.number() - 1);
      packet.clearGaps().clearKinds().clearX().clearY().setFirst(object.number());
      lastNumber = 0;
    }
    packet
        .addGaps(object.number() - lastNumber)
        .addKinds(object.kind())
        .addX(object.x())
        .addY(object.y());
    lastNumber = object.number();
  }

  /// Sends the rest.
  ///
  /// @param last the largest number that an object may have
  void end(int last) {
    send(last);
  }

  private void send(int last) {
    watchers.send(packet.setLast(last).build());
  }

  /// Tells a watcher where the object that it follows is, and what the object sees.
  ///
  /// @param found room for the most objects in sight
  void sendFollowed(
      Watchers.Watcher watcher, WorldObject object, int tick, SightGrid grid, int[] found) {
    Followed.Builder followed =
        Followed.newBuilder()
            .setZone(zone)
            .setTick(tick)
            .setObject(object.number())
            .setName(object.name())
            .setX(object.x())
            .setY(object.y());
    int count = grid.seenBy(object.number(), found);
    int before = 0;
    for (int i = 0; i < count; i++) {
      followed.addGaps(found[i] - before);
      before = found[i];
    }
    watcher.session().send(followed);
  }
}
