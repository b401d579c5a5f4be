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

/// All chat rooms. No two rooms have the same name ([NameRules#fold]). The first player who joins a
/// room creates it, and the room is removed when the last member leaves. The number of open rooms
/// that one player has created is limited, so that a few players cannot use up all rooms.
/// Thread-safe.
final class Rooms {
  /// The first id is lower than this one. So the ids take at most four bytes for a long time.
  private static final int FIRST_ID_BOUND = 1 << 28;

  private final ChatSettings limits;
  private final GameContext context;
  private final Counters<ChatEvent> counters;
  private final ConcurrentHashMap<String, Room> byName = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Integer, Room> byId = new ConcurrentSkipListMap<>();

  /// The id of the next room. The first id is random. So a player that still has the id of a room
  /// of an earlier server process cannot act on another room.
  private final AtomicInteger nextId;

  private final AtomicInteger count = new AtomicInteger();

  /// The number of open rooms that each player has created, by the player's folded name. The number
  /// of rooms limits the size of this map.
  private final ConcurrentHashMap<String, Integer> madeBy = new ConcurrentHashMap<>();

  /// The result of looking for the room that a player wants to join.
  private enum Outcome {
    FOUND,
    MADE,
    /// The room was not created, because there are too many rooms.
    OVER_TOTAL,
    /// The room was not created, because the player has created too many rooms.
    OVER_PLAYER
  }

  Rooms(ChatSettings limits, GameContext context, Counters<ChatEvent> counters) {
    this.limits = limits;
    this.context = context;
    this.counters = counters;
    this.nextId =
        new AtomicInteger(context.port().runtime().newRandom().nextInt(1, FIRST_ID_BOUND));
  }

  /// Adds a player to the room with the requested name. Creates the room when it does not exist.
  ///
  /// @param request a request with a valid room name
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
            ? "you have created " + limits.maxRoomsMadePerPlayer() + " rooms that are still open"
            : "there are " + limits.maxRooms() + " rooms already");
  }

  /// Returns the room with this id; null when there is none.
  @Nullable Room find(int id) {
    return byId.get(id);
  }

  /// Returns at most `most` rooms with an id greater than `afterId`, in the order of their ids.
  List<Room> list(int afterId, int most) {
    return byId.tailMap(afterId, false).values().stream().limit(most).toList();
  }

  /// Returns the number of jobs of all rooms that are pending or running.
  long waitingJobs() {
    return byId.values().stream().mapToLong(Room::waitingJobs).sum();
  }

  /// Returns the number of rooms.
  int count() {
    return count.get();
  }

  /// Adds 1 to the number of rooms and to the number of rooms of the maker, unless a limit is
  /// reached. The caller creates the room when the result is [Outcome#MADE].
  ///
  /// @param maker the folded name of the player who wants to create the room
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
