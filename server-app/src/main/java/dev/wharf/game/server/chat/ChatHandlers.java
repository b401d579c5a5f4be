package dev.wharf.game.server.chat;

import com.google.protobuf.Message;
import dev.wharf.engine.CompletionPort;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.RoomSummary;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.protocol.PacketHandler;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Player;
import dev.wharf.server.player.Players;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Handles all chat packets. The server accepts these packets only from players who are logged in.
public final class ChatHandlers {
  private static final int ROOMS_LISTED = 32;

  private final ChatSettings limits;
  private final Players players;
  private final CompletionPort port;
  private final Counters<ChatEvent> counters;
  private final Rooms rooms;

  /// The chat data of each player. The entry of a session is removed when the session ends.
  private final ConcurrentHashMap<GameSession, ChatPlayer> chatPlayers = new ConcurrentHashMap<>();

  private ChatHandlers(GameContext context) {
    this.limits = context.settings(ChatSettings.class);
    this.players = context.players();
    this.port = context.port();
    this.counters = context.counters(ChatEvent.class);
    this.rooms = new Rooms(limits, context, counters);
  }

  /// Adds chat to a server: the handlers, the gauges and the admin table.
  public static void addTo(GameContext context) {
    ChatHandlers chat = new ChatHandlers(context);
    chat.addHandlers(context.packets());
    chat.show(context);
  }

  private void show(GameContext context) {
    context.gauge("rooms", "Rooms now", rooms::count);
    context.gauge("room.queue.jobs", "Pending and running jobs of all rooms", rooms::waitingJobs);
    context.table(
        AdminTable.<Room>of("rooms", rooms::count, most -> rooms.list(0, most))
            .column("id", Room::id)
            .column("name", Room::name)
            .column("members", Room::memberCount)
            .column("waiting_jobs", Room::waitingJobs));
    if (limits.texts() == 0) {
      context.warn("NO LIMIT ON CHAT TEXTS (chat.texts = 0).");
    }
  }

  private void addHandlers(PacketRouter.Builder<GameSession> router) {
    router
        .on(ListRoomsRequest.class, numbered(ListRoomsRequest::getRequestId, this::list))
        .on(JoinRoomRequest.class, numbered(JoinRoomRequest::getRequestId, this::join))
        .on(LeaveRoomRequest.class, numbered(LeaveRoomRequest::getRequestId, this::leave))
        .on(SayRequest.class, this::say)
        .on(WhisperRequest.class, numbered(WhisperRequest::getRequestId, this::whisper));
  }

  /// Returns a handler that refuses requests without a number, because a client could not match
  /// their replies, and passes all other requests on.
  ///
  /// @param number returns the number of a request
  private static <P extends Message> PacketHandler<GameSession, P> numbered(
      ToIntFunction<P> number, PacketHandler<GameSession, P> handler) {
    return (session, request) -> {
      if (number.applyAsInt(request) == 0) {
        session.fail(FailureCode.INVALID_REQUEST, request, 0, GameSession.NOT_NUMBERED);
      } else {
        handler.handle(session, request);
      }
    };
  }

  private void list(GameSession session, ListRoomsRequest request) {
    List<Room> found = rooms.list(request.getAfterRoomId(), ROOMS_LISTED + 1);
    ListRoomsReply.Builder reply =
        ListRoomsReply.newBuilder()
            .setRequestId(request.getRequestId())
            .setMore(found.size() > ROOMS_LISTED);
    found.stream().limit(ROOMS_LISTED).map(this::summary).forEach(reply::addRooms);
    session.send(reply);
  }

  private RoomSummary summary(Room room) {
    return RoomSummary.newBuilder()
        .setRoomId(room.id())
        .setName(room.name())
        .setMemberCount(room.memberCount())
        .setCapacity(limits.maxMembers())
        .build();
  }

  private void join(GameSession session, JoinRoomRequest request) {
    String problem = ChatText.ROOM_NAMES.problemOf(request.getRoomName());
    if (problem != null) {
      session.fail(FailureCode.INVALID_REQUEST, request, request.getRequestId(), problem);
      return;
    }
    rooms.join(session, chatPlayer(session), request);
  }

  private void leave(GameSession session, LeaveRoomRequest request) {
    withRoom(
        session,
        request.getRoomId(),
        request,
        request.getRequestId(),
        room -> room.leave(session, request));
  }

  private void say(GameSession session, SayRequest request) {
    int sequence = request.getClientSequence();
    String text = acceptedText(session, request.getText(), request, sequence);
    if (text != null) {
      withRoom(
          session,
          request.getRoomId(),
          request,
          sequence,
          room -> room.say(session, request, text));
    }
  }

  private void whisper(GameSession session, WhisperRequest request) {
    String text = acceptedText(session, request.getText(), request, request.getRequestId());
    if (text == null) {
      return;
    }
    GameSession recipient = players.find(request.getRecipientName());
    if (recipient == null) {
      session.fail(
          ChatFailureCode.PLAYER_NOT_FOUND,
          request,
          request.getRequestId(),
          "no player with this name is online");
      return;
    }
    Player sender = session.player();
    WhisperMessage.Builder message =
        WhisperMessage.newBuilder()
            .setSenderId(sender.id())
            .setSenderName(sender.name())
            .setRecipientName(recipient.player().name())
            .setText(text);
    counters.count(ChatEvent.WHISPERS);
    if (!recipient.equals(session)) {
      recipient.send(message);
    }
    session.send(message.setRequestId(request.getRequestId()));
  }

  private void withRoom(
      GameSession session, int roomId, Message request, int requestId, Consumer<Room> action) {
    Room room = rooms.find(roomId);
    if (room == null) {
      session.fail(
          ChatFailureCode.ROOM_NOT_FOUND,
          request,
          requestId,
          "no room has id " + Integer.toUnsignedString(roomId));
    } else {
      action.accept(room);
    }
  }

  /// Checks a text of a player, and returns it without hidden characters. When the text is refused,
  /// sends the failure and returns null.
  private @Nullable String acceptedText(
      GameSession session, String raw, Message request, int requestId) {
    String problem = ChatText.problemOf(raw, limits.maxText());
    if (problem != null) {
      counters.count(ChatEvent.TEXTS_REJECTED);
      session.fail(ChatFailureCode.TEXT_REJECTED, request, requestId, problem);
      return null;
    }
    if (!chatPlayer(session).trySay(port.nanoTime())) {
      counters.count(ChatEvent.TEXTS_TOO_FAST);
      session.fail(
          ChatFailureCode.CHAT_TOO_FAST,
          request,
          requestId,
          "at most " + limits.texts() + " texts in " + limits.textsWindow().toMillis() + " ms");
      return null;
    }
    return ChatText.clean(raw);
  }

  private ChatPlayer chatPlayer(GameSession session) {
    return chatPlayers.computeIfAbsent(
        session,
        key -> {
          session.atEnd(() -> chatPlayers.remove(session));
          return new ChatPlayer(limits);
        });
  }
}
