package dev.wharf.game.server.world;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.proto.FollowRequest;
import dev.wharf.server.GameContext;
import dev.wharf.server.sight.PositionHistory;
import dev.wharf.server.sight.Sight;
import dev.wharf.server.sight.SightGrid;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One zone of the world. All its changes run in its [JobQueue], one after the other: ticks, and
/// players who arrive and leave. So different zones run on different workers.
///
/// **A tick** moves all objects, then hands over the players who have crossed the border, and then
/// sends each player what it sees.
///
/// **Numbers.** An object has a number while it is in the zone. A number that has become free is
/// not used again before the next tick: so a viewer learns that the old object has gone.
final class Zone {
  private static final Logger log = LoggerFactory.getLogger(Zone.class);

  /// The jobs of a zone's queue besides the players who arrive: its tick.
  private static final int JOBS_OF_THE_ZONE = 2;

  private final int index;
  private final World world;
  private final WorldMap map;
  private final JobQueue jobs;
  private final SightGrid grid;
  private final PositionHistory history;
  private final SnapshotWriter snapshots;
  private final SightChanges changes = new SightChanges();
  private final OverviewWriter overview;
  private final EngineRuntime runtime;
  private final RandomGenerator random;
  private final int[] found;
  private final @Nullable WorldObject[] objects;

  /// The most objects besides players.
  private final int mostObjects;

  private int objectsBesidesPlayers;

  /// The numbers that objects have, or had since the last tick.
  private final BitSet taken = new BitSet();

  private final BitSet freed = new BitSet();

  /// The numbers of the objects that have changed, or have said something, at this tick.
  private final BitSet news = new BitSet();

  /// The numbers that objects have got since the present tick began. They move at the next one.
  private final BitSet added = new BitSet();

  /// The players who have crossed the border in the present tick.
  private final ArrayDeque<Traveller> crossing = new ArrayDeque<>();

  /// The players who are in the zone, and those who are about to arrive.
  private final AtomicInteger players = new AtomicInteger();

  private int tick;

  /// Creates a zone with its walkers.
  Zone(int index, World world, GameContext context) {
    WorldSettings settings = world.settings();
    this.mostObjects = settings.walkers() + settings.maxObjects();
    int capacity = 2 * (settings.maxPlayers() + mostObjects);
    this.index = index;
    this.world = world;
    this.map = world.map();
    this.jobs = context.queue("zone", settings.maxPlayers() + JOBS_OF_THE_ZONE);
    this.grid =
        new SightGrid(
            map.left(index + 1) - map.left(index),
            map.height(),
            settings.sight() * WorldSettings.UNITS,
            settings.mostInSight(),
            capacity);
    this.history = new PositionHistory(capacity);
    this.snapshots = new SnapshotWriter(history, settings.mostInSight());
    this.found = new int[settings.mostInSight()];
    this.objects = new @Nullable WorldObject[capacity];
    this.overview = new OverviewWriter(index, world.watchers(), settings);
    this.runtime = context.port().runtime();
    this.random = runtime.newRandom();
    for (int i = 0; i < settings.walkers(); i++) {
      add(new Walker(map, index, random, settings.unitsPerTick()));
    }
  }

  /// Starts the tick.
  void start(GameContext context) {
    context.tick(jobs, world.settings().tick(), (number, _) -> tick((int) number));
  }

  int index() {
    return index;
  }

  /// Returns the number of players, for figures. Any thread may call it.
  int players() {
    return players.get();
  }

  /// Returns the number of pending jobs, for figures. Any thread may call it.
  int waitingJobs() {
    return jobs.size();
  }

  /// Reserves the place of a player who is about to arrive. Any thread may call it.
  ///
  /// @return false when the zone is full
  boolean tryReserve() {
    if (players.incrementAndGet() <= world.settings().maxPlayers()) {
      return true;
    }
    players.decrementAndGet();
    return false;
  }

  /// Puts a new player, whose place is reserved, where it stood last, or at a random spot. Any
  /// thread may call it.
  void settle(Traveller traveller) {
    jobs.post(
        () -> {
          WorldMap.Spot last = traveller.lastPlace();
          boolean isHere = map.isFree(last) && map.zoneOf(last.x()) == index;
          traveller.moveTo(isHere ? last : map.freeSpot(index, random));
          enter(traveller);
        });
  }

  /// Lets a player arrive whose place is reserved. Any thread may call it.
  void arrive(Traveller traveller) {
    jobs.post(() -> enter(traveller));
  }

  private void enter(Traveller traveller) {
    add(traveller);
    traveller.forget();
  }

  /// Puts an object into the zone. Call it in a job of the zone, such as [WorldObject#onTick], or
  /// before its first tick.
  ///
  /// @throws IllegalStateException when the zone has `world.max-objects` objects of the game
  void add(WorldObject object) {
    if (!(object instanceof Traveller)) {
      if (objectsBesidesPlayers == mostObjects) {
        throw new IllegalStateException(
            "zone %d has %d objects besides players, the most: its walkers, and world.max-objects"
                .formatted(index, mostObjects));
      }
      objectsBesidesPlayers++;
    }
    int number = taken.nextClearBit(0);
    taken.set(number);
    added.set(number);
    objects[number] = object;
    object.setNumber(number);
    put(object);
  }

  /// Takes an object out of the zone. Call it in a job of the zone, such as [WorldObject#onTick].
  void remove(WorldObject object) {
    int number = object.number();
    objectsBesidesPlayers -= object instanceof Traveller ? 0 : 1;
    objects[number] = null;
    object.setNumber(-1);
    grid.remove(number);
    freed.set(number);
  }

  /// Returns whether a player is near an object of this zone. It looks at what a player in the
  /// object's place would see: at most `world.most-in-sight` objects. Allocates nothing. Call it in
  /// [WorldObject#onTick].
  ///
  /// @param distance the largest distance of the player, in units; at most `world.sight`
  boolean isPlayerNear(WorldObject object, int distance) {
    int count = grid.seenBy(object.number(), found);
    for (int i = 0; i < count; i++) {
      if (objects[found[i]] instanceof Traveller player && object.isWithin(distance, player)) {
        return true;
      }
    }
    return false;
  }

  private void put(WorldObject object) {
    grid.put(object.number(), object.x() - map.left(index), object.y());
    history.record(object.number(), tick, object.x(), object.y());
    object.onPut();
  }

  private void tick(int number) {
    long start = runtime.nanoTime();
    tick = number;
    taken.andNot(freed);
    freed.clear();
    added.clear();
    moveAll();
    handOver();
    findNews();
    for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
      if (objects[i] instanceof Traveller traveller && traveller.isWatching(number)) {
        show(traveller);
      }
    }
    if (overview.isDue(number, runtime.nanoTime() - start)) {
      showToWatchers();
    }
  }

  private void findNews() {
    news.clear();
    for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
      WorldObject object = objects[i];
      if (object != null && (object.hasChanged(tick) || object.hasSpoken(tick))) {
        news.set(i);
      }
    }
  }

  private void moveAll() {
    for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
      WorldObject object = objects[i];
      if (object instanceof Traveller traveller && !traveller.session().isOpen()) {
        removePlayer(traveller);
      } else if (object != null && !added.get(i)) {
        move(object);
      }
    }
  }

  private void move(WorldObject object) {
    object.onTick(tick);
    if (object.number() < 0) {
      return; // it has taken itself out of the zone
    }
    if (map.zoneOf(object.x()) == index) {
      put(object);
    } else if (object instanceof Traveller traveller) {
      crossing.add(traveller);
    }
  }

  /// Hands the players who have crossed the border to their new zones. A player whose new zone is
  /// full stays where it was.
  private void handOver() {
    for (Traveller each = crossing.poll(); each != null; each = crossing.poll()) {
      Zone next = world.zone(map.zoneOf(each.x()));
      if (next.tryReserve()) {
        removePlayer(each);
        next.arrive(each);
        world.counters().count(WorldEvent.ZONES_CROSSED);
      } else {
        each.moveTo(map.left(index) + grid.x(each.number()), grid.y(each.number()));
        history.record(each.number(), tick, each.x(), each.y());
        world.counters().count(WorldEvent.ZONES_FULL);
      }
    }
  }

  private void removePlayer(Traveller traveller) {
    remove(traveller);
    players.decrementAndGet();
  }

  /// Sends a player what it sees. When the buffer memory is used up, the player begins anew at the
  /// next tick, and the other players get what they see.
  private void show(Traveller viewer) {
    try {
      viewer.inform(index, tick);
      Sight sight = viewer.sight();
      sight.update(found, grid.seenBy(viewer.number(), found), tick);
      overview.sent(tellChanges(viewer, sight) + snapshots.send(viewer, tick));
    } catch (BufferMemoryExhaustedException e) {
      log.debug("zone {}: no buffer memory for what {} sees", index, viewer.session());
      viewer.forget();
    }
  }

  private int tellChanges(Traveller viewer, Sight sight) {
    changes.begin(viewer.session(), tick);
    if (viewer.hasSpoken(tick)) {
      changes.said(viewer.number(), viewer.text());
    }
    for (int i = 0; i < sight.leftCount(); i++) {
      changes.vanished(sight.left(i));
    }
    for (int i = 0; i < sight.count(); i++) {
      int number = sight.object(i);
      boolean hasEntered = sight.hasEntered(i);
      if (hasEntered || news.get(number)) {
        tell(Objects.requireNonNull(objects[number], "an object in the grid"), hasEntered);
      }
    }
    return changes.send();
  }

  private void tell(WorldObject seen, boolean hasEntered) {
    if (hasEntered) {
      changes.appeared(seen.appearance());
    } else if (seen.hasChanged(tick)) {
      changes.changed(seen.number(), seen.state());
    }
    if (seen.hasSpoken(tick)) {
      changes.said(seen.number(), seen.text());
    }
  }

  /// Sends the watchers where everything is. When the buffer memory is used up, they miss it.
  private void showToWatchers() {
    try {
      overview.begin(tick, players.get());
      for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
        WorldObject object = objects[i];
        if (object != null) {
          overview.add(object);
        }
      }
      overview.end(objects.length - 1);
      world.watchers().all().forEach(this::showFollowed);
    } catch (BufferMemoryExhaustedException e) {
      log.debug("zone {}: no buffer memory for those who watch", index);
    }
  }

  private void showFollowed(Watchers.Watcher watcher) {
    FollowRequest request = watcher.takeRequest(index);
    if (request != null) {
      int number = request.getObject();
      watcher.follow(number >= 0 && number < objects.length ? objects[number] : null);
    }
    WorldObject followed = watcher.followed();
    if (followed != null && isHere(followed)) {
      overview.sendFollowed(watcher, followed, tick, grid, found);
    }
  }

  /// Returns whether an object is in this zone. The number of an object in another zone may change
  /// at the same time; the answer is false in any case.
  @SuppressWarnings("ReferenceEquality") // compares the objects themselves
  private boolean isHere(WorldObject object) {
    int number = object.number();
    return number >= 0 && objects[number] == object;
  }
}
