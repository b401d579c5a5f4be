package dev.wharf.game.server.chat;

import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.server.GameContext;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.text.NameRules;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rooms that there are, no two of the same name ([NameRules#fold]). A room is made when the
/// first player joins it, and is gone when the last has left. One player can have made so many at a
/// time, counted by its name, so that a few players do not take all rooms. Thread-safe.
final class Rooms {
  private final ChatSettings limits;
  private final GameContext context;
  private final Counters<ChatEvent> counters;
  private final ConcurrentHashMap<String, Room> byName = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Integer, Room> byId = new ConcurrentSkipListMap<>();
  private final AtomicInteger nextId = new AtomicInteger(1);
  private final AtomicInteger count = new AtomicInteger();

  /// How many rooms there are that a player has made, by its folded name. Bounded by the rooms.
  private final ConcurrentHashMap<String, Integer> madeBy = new ConcurrentHashMap<>();

  /// The result of a request for a room.
  private enum Outcome {
    FOUND,
    MADE,
    /// Not made: there are too many rooms.
    OVER_TOTAL,
    /// Not made: the player has made too many rooms.
    OVER_PLAYER
  }

  Rooms(ChatSettings limits, GameContext context, Counters<ChatEvent> counters) {
    this.limits = limits;
    this.context = context;
    this.counters = counters;
  }

  /// Lets a player into the room of this name, which is made when there is none.
  ///
  /// @param request whose name has no problem
  void join(GameSession session, ChatPlayer chatPlayer, JoinRoomRequest request) {
    String name = ChatText.ROOM_NAMES.normalize(request.getRoomName());
    Outcome[] outcome = {Outcome.FOUND};
    Room room =
        byName.computeIfAbsent(
            keyOf(name),
            key -> {
              outcome[0] = tryCount(makerOf(session));
              return outcome[0] == Outcome.MADE ? make(name, makerOf(session)) : null;
            });
    if (room == null) {
      refuse(session, request, outcome[0]);
    } else {
      boolean created = outcome[0] == Outcome.MADE;
      room.join(session, chatPlayer, request, created, () -> join(session, chatPlayer, request));
    }
  }

  private void refuse(GameSession session, JoinRoomRequest request, Outcome outcome) {
    boolean isPlayers = outcome == Outcome.OVER_PLAYER;
    counters.count(isPlayers ? ChatEvent.ROOMS_OVER_MADE : ChatEvent.ROOMS_OVER_TOTAL);
    session.fail(
        ChatFailureCode.TOO_MANY_ROOMS,
        request,
        request.getRequestId(),
        isPlayers
            ? "you have made " + limits.maxRoomsMadePerPlayer() + " rooms that are still there"
            : "there are " + limits.maxRooms() + " rooms already");
  }

  /// The room with this id, or null.
  @Nullable Room find(int id) {
    return byId.get(id);
  }

  /// Rooms by rising id, from the one after `afterId` on.
  List<Room> list(int afterId, int most) {
    return byId.tailMap(afterId, false).values().stream().limit(most).toList();
  }

  /// Jobs that wait or are under way, over all rooms.
  long waitingJobs() {
    return byId.values().stream().mapToLong(Room::waitingJobs).sum();
  }

  /// How many there are.
  int count() {
    return count.get();
  }

  /// Counts a room, unless it is one too many. The caller makes it.
  private Outcome tryCount(String maker) {
    if (madeBy.merge(maker, 1, Integer::sum) > limits.maxRoomsMadePerPlayer()) {
      forgetMade(maker);
      return Outcome.OVER_PLAYER;
    }
    if (count.incrementAndGet() > limits.maxRooms()) {
      uncount(maker);
      return Outcome.OVER_TOTAL;
    }
    return Outcome.MADE;
  }

  private Room make(String name, String maker) {
    try {
      Room room =
          new Room(
              nextId.getAndIncrement(),
              name,
              limits,
              context,
              counters,
              empty -> forget(empty, maker));
      byId.put(room.id(), room);
      counters.count(ChatEvent.ROOMS_MADE);
      return room;
    } catch (RuntimeException e) {
      uncount(maker);
      throw e;
    }
  }

  private void forget(Room room, String maker) {
    byName.remove(keyOf(room.name()), room);
    byId.remove(room.id(), room);
    uncount(maker);
  }

  private void uncount(String maker) {
    count.decrementAndGet();
    forgetMade(maker);
  }

  private void forgetMade(String maker) {
    madeBy.computeIfPresent(maker, (key, made) -> made == 1 ? null : made - 1);
  }

  private static String makerOf(GameSession session) {
    return Objects.requireNonNull(Names.fold(session.player().name()), "the name of no player");
  }

  private static String keyOf(String name) {
    return Objects.requireNonNull(ChatText.ROOM_NAMES.fold(name), "the name of no room");
  }
}
