package dev.wharf.game.server.world;

import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.sight.PositionHistory;
import dev.wharf.server.sight.Sight;
import dev.wharf.storage.SavedValue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A player in the world.
///
/// Any thread may call [#claim] and [#speak]. All else is confined to the queue of its zone.
final class Traveller extends WorldObject {
  static final int KIND = 1;

  /// How long a player may stand and then walk the whole distance at once, in ticks. So a request
  /// that is late is not refused.
  private static final int TICKS_SAVED = 10;

  /// The shortest time between two texts of a player.
  private static final Duration SPEECH_PAUSE = Duration.ofSeconds(1);

  private final GameSession session;
  private final int ticksBetweenTexts;
  private final WorldMap map;
  private final Counters<WorldEvent> counters;
  private final double fastest;

  /// Where the player stands, in the database; null when the server keeps nothing.
  private final @Nullable SavedValue<WorldMap.Spot> place;

  private final Sight sight = new Sight();

  /// The player's latest request; null before the first one. The session's worker writes it.
  private volatile @Nullable MoveRequest claim;

  /// What the player says as soon as it may.
  private final AtomicReference<@Nullable String> speech = new AtomicReference<>();

  private int speaksAgainAt;

  private int input;
  private double reach;
  private int entry;
  private int enteredAt;
  private int seenTick;
  private int sentTick;

  /// Whether the player has been told that it is in this zone, and has been told of all changes in
  /// its sight since then.
  private boolean isInformed;

  /// Creates a player who is not in a zone yet.
  Traveller(
      GameSession session,
      WorldMap map,
      WorldSettings settings,
      Counters<WorldEvent> counters,
      @Nullable SavedValue<WorldMap.Spot> place) {
    super(KIND);
    this.session = session;
    this.map = map;
    this.place = place;
    this.fastest = settings.unitsPerTick();
    this.ticksBetweenTexts = (int) Math.ceilDiv(SPEECH_PAUSE.toNanos(), settings.tick().toNanos());
    this.counters = counters;
  }

  GameSession session() {
    return session;
  }

  Sight sight() {
    return sight;
  }

  /// Keeps a request for the next tick. It replaces an older one.
  void claim(MoveRequest request) {
    claim = request;
  }

  /// Keeps a text until the player may speak. It replaces an older one.
  void speak(String next) {
    if (speech.getAndSet(next) != null) {
      counters.count(WorldEvent.SPEECH_REPLACED);
    }
  }

  @Override
  String name() {
    return session.player().name();
  }

  /// Tells the player that it is in a zone, unless it knows. The player then forgets what it has
  /// seen.
  void inform(int zoneIndex, int tick) {
    if (isInformed) {
      return;
    }
    sight.clear();
    seenTick = 0;
    enteredAt = tick;
    session.send(
        ZoneEntered.newBuilder()
            .setEntry(entry + 1)
            .setZone(zoneIndex)
            .setObject(number())
            .setX(x())
            .setY(y()));
    entry++;
    isInformed = true;
  }

  /// Makes the player begin anew at the next tick, because it has come to another zone, or may have
  /// missed a change.
  void forget() {
    isInformed = false;
  }

  /// Returns where the player stood last; [WorldMap#NOWHERE] when it was never here.
  WorldMap.Spot lastPlace() {
    return place == null ? WorldMap.NOWHERE : place.get();
  }

  /// Lets the place be saved, when the player has moved.
  @Override
  void onPut() {
    if (place != null && (place.get().x() != x() || place.get().y() != y())) {
      place.set(new WorldMap.Spot(x(), y()));
    }
  }

  /// Uses the player's latest requests.
  @Override
  void onTick(int tick) {
    if (tick >= speaksAgainAt && speech.get() != null) {
      say(Objects.requireNonNull(speech.getAndSet(null), "only this queue takes it"), tick);
      speaksAgainAt = tick + ticksBetweenTexts;
    }
    reach = Math.min(reach + fastest, fastest * TICKS_SAVED);
    MoveRequest request = claim;
    if (request == null) {
      return;
    }
    acknowledge(request, tick);
    if (Integer.compareUnsigned(request.getInput(), input) > 0) {
      input = request.getInput();
      walk(request);
    }
  }

  /// Walks to the position of a request, if the player can be there by now.
  private void walk(MoveRequest request) {
    int toX = request.getX();
    int toY = request.getY();
    double distance = Math.hypot((double) toX - x(), (double) toY - y());
    if (distance <= reach && map.isClear(x(), y(), toX, toY)) {
      reach -= distance;
      moveTo(toX, toY);
    } else {
      counters.count(WorldEvent.MOVES_REFUSED);
    }
  }

  private void acknowledge(MoveRequest request, int tick) {
    int seen = request.getSeenTick();
    if (request.getEntry() == entry && seen > seenTick && seen >= enteredAt && seen <= tick) {
      seenTick = seen;
    }
  }

  /// Returns the tick of the snapshot that the next one is a difference to; 0 for none.
  int baseTick(PositionHistory history, int tick) {
    return history.knows(seenTick, tick) ? seenTick : 0;
  }

  int input() {
    return input;
  }

  /// Returns whether the player gets what it sees at this tick. A player without a connection gets
  /// nothing. When it has come back, it begins anew.
  boolean isWatching(int tick) {
    if (session.isAbsent()) {
      forget();
      return false;
    }
    boolean isNewer = tick > sentTick;
    sentTick = Math.max(sentTick, tick);
    return isNewer;
  }
}
