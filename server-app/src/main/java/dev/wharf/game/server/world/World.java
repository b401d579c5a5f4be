package dev.wharf.game.server.world;

import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.FollowRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.SpeakRequest;
import dev.wharf.game.proto.WorldFailureCode;
import dev.wharf.game.server.account.Accounts;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.server.GameContext;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.text.Characters;
import dev.wharf.storage.Outcome;
import dev.wharf.storage.SavedField;
import dev.wharf.storage.SavedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The world: its zones, and the handlers of its packets. Thread-safe.
public final class World {
  private static final int MOST_CHARACTERS_OF_SPEECH = 80;

  private final WorldSettings settings;
  private final WorldMap map;

  /// Tells this world from that of a server that was started before.
  private final long id;

  private final Counters<WorldEvent> counters;
  private final Watchers watchers;
  private final List<Zone> zones = new ArrayList<>();

  /// The players in the world. An entry is removed when the session ends.
  private final ConcurrentHashMap<GameSession, Traveller> travellers = new ConcurrentHashMap<>();

  /// Where the players of all accounts stand; null when the server keeps nothing.
  private final @Nullable SavedField<WorldMap.Spot> places;

  /// Creates the world. Nothing moves in it before [#start].
  World(GameContext context, @Nullable SavedField<WorldMap.Spot> places) {
    this.places = places;
    this.settings = context.settings(WorldSettings.class);
    this.map = WorldMap.of(settings);
    this.id = context.port().runtime().newRandom().nextLong();
    this.counters = context.counters(WorldEvent.class);
    this.watchers = new Watchers(context, settings.maxWatchers());
    for (int i = 0; i < map.zones(); i++) {
      zones.add(new Zone(i, this, context));
    }
  }

  /// Adds the world to a server: its zones, handlers, gauges and admin table.
  ///
  /// @param accounts keep where the players stand; null when the server keeps nothing
  public static void addTo(GameContext context, @Nullable Accounts accounts) {
    new World(context, accounts == null ? null : accounts.field(new Places())).start(context);
  }

  void start(GameContext context) {
    addHandlers(context.packets());
    show(context);
    zones.forEach(zone -> zone.start(context));
  }

  private void addHandlers(PacketRouter.Builder<GameSession> router) {
    router
        .on(EnterWorldRequest.class, this::enter)
        .on(MoveRequest.class, this::move)
        .on(SpeakRequest.class, this::speak)
        .on(FollowRequest.class, this::follow);
  }

  private void show(GameContext context) {
    context.gauge("world.players", "Players in the world", travellers::size);
    context.gauge("world.watchers", "Clients that watch the whole world", watchers::count);
    context.table(
        AdminTable.<Zone>of("zones", zones::size, most -> zones)
            .column("zone", Zone::index)
            .column("players", Zone::players)
            .column("waiting_jobs", Zone::waitingJobs));
    if (settings.maxWatchers() > 0) {
      context.warn(
          "ANY %d PLAYERS MAY WATCH THE WHOLE WORLD (world.max-watchers = %d)."
              .formatted(settings.maxWatchers(), settings.maxWatchers()));
    }
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

  Watchers watchers() {
    return watchers;
  }

  Zone zone(int index) {
    return zones.get(index);
  }

  private void enter(GameSession session, EnterWorldRequest request) {
    int requestId = request.getRequestId();
    if (requestId == 0) {
      session.fail(FailureCode.INVALID_REQUEST, request, 0, GameSession.NOT_NUMBERED);
    } else if (request.getWatch()) {
      watch(session, request);
    } else if (places == null) {
      enter(session, request, null);
    } else {
      places.use(
          session,
          outcome -> {
            switch (outcome) {
              case Outcome.Done<SavedValue<WorldMap.Spot>> done ->
                  enter(session, request, done.result());
              case Outcome.NotDone<SavedValue<WorldMap.Spot>> not ->
                  session.fail(
                      AccountFailureCode.STORAGE_BUSY,
                      request,
                      requestId,
                      String.valueOf(not.why().getMessage()));
            }
          });
    }
  }

  private void watch(GameSession session, EnterWorldRequest request) {
    if (watchers.tryAdd(session)) {
      session.send(reply(request.getRequestId()));
    } else {
      counters.count(WorldEvent.WATCHERS_REFUSED);
      session.fail(
          WorldFailureCode.TOO_MANY_WATCHERS,
          request,
          request.getRequestId(),
          "at most " + settings.maxWatchers() + " clients may watch the world");
    }
  }

  private void enter(
      GameSession session, EnterWorldRequest request, @Nullable SavedValue<WorldMap.Spot> place) {
    int requestId = request.getRequestId();
    if (travellers.containsKey(session)) {
      session.send(reply(requestId));
      return;
    }
    Traveller traveller = new Traveller(session, map, settings, counters, place);
    Zone zone = reserve(traveller.lastPlace());
    if (zone == null) {
      counters.count(WorldEvent.WORLD_FULL);
      session.fail(
          WorldFailureCode.WORLD_FULL,
          request,
          requestId,
          "each zone has " + settings.maxPlayers() + " players");
    } else {
      travellers.put(session, traveller);
      session.atEnd(() -> travellers.remove(session));
      session.send(reply(requestId));
      zone.settle(traveller);
      counters.count(WorldEvent.WORLD_ENTERED);
    }
  }

  /// Reserves a place in the zone where the player stood last, or in the one that has the fewest
  /// players.
  private @Nullable Zone reserve(WorldMap.Spot last) {
    if (map.isFree(last) && zone(map.zoneOf(last.x())).tryReserve()) {
      return zone(map.zoneOf(last.x()));
    }
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

  /// Lets the player say a text at one of the next ticks.
  private void speak(GameSession session, SpeakRequest request) {
    String text = PeerText.strip(request.getText()).strip();
    String problem = problemOf(text);
    Traveller traveller = travellers.get(session);
    if (problem == null && traveller != null) {
      traveller.speak(text);
    } else {
      session.fail(
          FailureCode.INVALID_REQUEST,
          request,
          request.getClientSequence(),
          problem == null ? "the player is not in the world" : problem);
    }
  }

  private static @Nullable String problemOf(String text) {
    int length = Characters.count(text);
    if (length > MOST_CHARACTERS_OF_SPEECH) {
      return "a text has at most " + MOST_CHARACTERS_OF_SPEECH + " characters, not " + length;
    }
    if (Characters.longestRunOfMarks(text) > Characters.STREAM_SAFE_MARKS) {
      return "a text has at most " + Characters.STREAM_SAFE_MARKS + " marks in a row";
    }
    return text.codePoints().anyMatch(Characters::shows)
        ? null
        : "the text has no visible character";
  }

  private void follow(GameSession session, FollowRequest request) {
    Watchers.Watcher watcher = watchers.find(session);
    if (watcher == null) {
      session.fail(FailureCode.INVALID_REQUEST, request, 0, "the client does not watch the world");
    } else {
      watcher.ask(request);
    }
  }
}
