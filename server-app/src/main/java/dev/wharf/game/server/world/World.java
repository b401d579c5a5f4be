package dev.wharf.game.server.world;

import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.WorldFailureCode;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The world: its zones, and the handlers of its packets. Thread-safe.
public final class World {
  private static final double NANOS = 1e9;

  private final WorldSettings settings;
  private final WorldMap map;

  /// Tells this world from that of a server that was started before.
  private final long id;

  private final Counters<WorldEvent> counters;
  private final List<Zone> zones = new ArrayList<>();

  /// The players in the world. An entry is removed when the session ends.
  private final ConcurrentHashMap<GameSession, Traveller> travellers = new ConcurrentHashMap<>();

  private World(GameContext context) {
    this.settings = context.settings(WorldSettings.class);
    this.map = WorldMap.of(settings);
    this.id = context.port().runtime().newRandom().nextLong();
    this.counters = context.counters(WorldEvent.class);
    for (int i = 0; i < map.zones(); i++) {
      zones.add(new Zone(i, this, context));
    }
    zones.forEach(zone -> zone.start(context));
  }

  /// Adds the world to a server: its zones, handlers, gauge and admin table.
  public static void addTo(GameContext context) {
    World world = new World(context);
    context.packets().on(EnterWorldRequest.class, world::enter).on(MoveRequest.class, world::move);
    context.gauge("world.players", "Players in the world", world.travellers::size);
    context.table(
        AdminTable.<Zone>of("zones", world.zones::size, most -> world.zones)
            .column("zone", Zone::index)
            .column("players", Zone::players)
            .column("waiting_jobs", Zone::waitingJobs));
  }

  WorldSettings settings() {
    return settings;
  }

  WorldMap map() {
    return map;
  }

  Counters<WorldEvent> counters() {
    return counters;
  }

  Zone zone(int index) {
    return zones.get(index);
  }

  /// Returns the distance that a player may walk in a tick.
  double unitsPerTick() {
    return settings.unitsPerSecond() * (settings.tick().toNanos() / NANOS);
  }

  private void enter(GameSession session, EnterWorldRequest request) {
    int requestId = request.getRequestId();
    if (requestId == 0) {
      session.fail(FailureCode.INVALID_REQUEST, request, 0, GameSession.NOT_NUMBERED);
    } else if (travellers.containsKey(session)) {
      session.send(reply(requestId));
    } else {
      Zone zone = reserve();
      if (zone == null) {
        counters.count(WorldEvent.WORLD_FULL);
        session.fail(
            WorldFailureCode.WORLD_FULL,
            request,
            requestId,
            "each zone has " + settings.maxPlayers() + " players");
      } else {
        enter(session, zone, requestId);
      }
    }
  }

  private void enter(GameSession session, Zone zone, int requestId) {
    Traveller traveller = new Traveller(session, map, unitsPerTick(), counters);
    travellers.put(session, traveller);
    session.atEnd(() -> travellers.remove(session));
    session.send(reply(requestId));
    zone.settle(traveller);
    counters.count(WorldEvent.WORLD_ENTERED);
  }

  /// Reserves a place in the zone that has the fewest players.
  private @Nullable Zone reserve() {
    return zones.stream()
        .sorted((a, b) -> Integer.compare(a.players(), b.players()))
        .filter(Zone::tryReserve)
        .findFirst()
        .orElse(null);
  }

  private EnterWorldReply reply(int requestId) {
    return EnterWorldReply.newBuilder()
        .setRequestId(requestId)
        .setWidth(map.width())
        .setHeight(map.height())
        .setZones(map.zones())
        .addAllWalls(map.walls())
        .setTickMillis((int) settings.tick().toMillis())
        .setSight(settings.sight() * WorldSettings.UNITS)
        .setMostInSight(settings.mostInSight())
        .setSpeed(settings.unitsPerSecond())
        .setWorldId(id)
        .build();
  }

  /// Keeps the request for the next tick. A player who is not in the world does not move.
  private void move(GameSession session, MoveRequest request) {
    Traveller traveller = travellers.get(session);
    if (traveller != null) {
      traveller.claim(request);
    }
  }
}
