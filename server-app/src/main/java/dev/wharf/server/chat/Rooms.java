package dev.wharf.server.chat;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.proto.FailureCode;
import dev.wharf.proto.JoinRoomRequest;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.GameCounters;
import dev.wharf.server.metrics.GameCounters.Event;
import dev.wharf.server.metrics.RoomTotals;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rooms that there are, no two of the same name ([Names#fold]). A room is made when the first
/// player joins it, and is gone when the last has left. Thread-safe.
final class Rooms {
  private final ServerConfig.Chat limits;
  private final CompletionPort port;
  private final Multicast multicast;
  private final GameCounters counters;
  private final JobQueueOptions jobOptions;
  private final ConcurrentHashMap<String, Room> byName = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Integer, Room> byId = new ConcurrentSkipListMap<>();
  private final AtomicInteger nextId = new AtomicInteger(1);
  private final AtomicInteger count = new AtomicInteger();

  /// @param port whose workers run the rooms' jobs, and whose timer their ticks
  Rooms(ServerConfig.Chat limits, CompletionPort port, Multicast multicast, GameCounters counters) {
    this.limits = limits;
    this.port = port;
    this.multicast = multicast;
    this.counters = counters;
    this.jobOptions = JobQueueOptions.defaults().withName("room").withCapacity(limits.roomQueue());
  }

  /// Lets a player into the room of this name, which is made when there is none.
  void join(GameSession session, Chatter chatter, JoinRoomRequest request, String name) {
    boolean[] created = new boolean[1];
    Room room =
        byName.computeIfAbsent(
            Names.fold(name),
            key -> {
              Room made = tryMake(name);
              created[0] = made != null;
              return made;
            });
    if (room == null) {
      counters.count(Event.ROOMS_OVER_TOTAL);
      session.fail(
          FailureCode.TOO_MANY_ROOMS,
          request,
          request.getRequestId(),
          "there are " + limits.maxRooms() + " rooms already");
      return;
    }
    room.join(session, chatter, request, created[0], () -> join(session, chatter, request, name));
  }

  /// The room with this id, or null.
  @Nullable Room find(int id) {
    return byId.get(id);
  }

  /// Rooms by rising id, from the one after `afterId` on.
  List<Room> list(int afterId, int most) {
    return byId.tailMap(afterId, false).values().stream().limit(most).toList();
  }

  /// What all of them add up to.
  RoomTotals totals() {
    long waiting = byId.values().stream().mapToLong(Room::waitingJobs).sum();
    return new RoomTotals(count(), waiting);
  }

  /// How many there are.
  int count() {
    return count.get();
  }

  private @Nullable Room tryMake(String name) {
    if (count.incrementAndGet() > limits.maxRooms()) {
      count.decrementAndGet();
      return null;
    }
    try {
      Room room = make(name);
      byId.put(room.id(), room);
      counters.count(Event.ROOMS_MADE);
      return room;
    } catch (RuntimeException e) {
      count.decrementAndGet();
      throw e;
    }
  }

  private Room make(String name) {
    return new Room(
        nextId.getAndIncrement(),
        name,
        limits,
        new JobQueue(port.executor(), jobOptions),
        port.timer(),
        multicast,
        counters,
        this::forget);
  }

  private void forget(Room room) {
    byName.remove(Names.fold(room.name()), room);
    byId.remove(room.id(), room);
    count.decrementAndGet();
  }
}
