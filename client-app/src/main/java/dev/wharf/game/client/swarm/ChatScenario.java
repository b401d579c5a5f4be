package dev.wharf.game.client.swarm;

import dev.wharf.engine.SendResult;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.swarm.DeliveryTracker;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.PerClient;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.Step;
import dev.wharf.swarm.SwarmClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets users join rooms, and lets each user send a text to its room once a second. Each member
/// must get each text of its room, including its own texts: once, with the right content, and in
/// the order of the room's numbers, which increase by one. [ChatRoom] computes which texts a member
/// must get. In every tenth iteration, the user also whispers to a user of its room ([Whispers]).
public final class ChatScenario implements Scenario {
  /// The largest number of characters in a text.
  private static final int MAX_CHARACTERS = 256;

  /// The failure codes with which the server refuses a text.
  private static final Set<Integer> REFUSALS =
      Set.of(
          FailureCode.INVALID_REQUEST_VALUE,
          ChatFailureCode.ROOM_NOT_FOUND_VALUE,
          ChatFailureCode.NOT_A_MEMBER_VALUE,
          ChatFailureCode.TEXT_REJECTED_VALUE,
          ChatFailureCode.CHAT_TOO_FAST_VALUE);

  /// Creates the scenario. [GameSwarm] calls this constructor.
  public ChatScenario() {}

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public String description() {
    return "each user sends a text to its room, 1 a second; all members get it; some whispers";
  }

  @Override
  public int maxPayloadBytes() {
    return MAX_CHARACTERS;
  }

  @Override
  public boolean hasRooms() {
    return true;
  }

  @Override
  public Script script(ScenarioContext context) {
    return new Rooms(context).script();
  }

  /// Tracks the rooms of one run.
  private static final class Rooms implements DeliveryTracker {
    private final ScenarioContext context;
    private final int sayId;
    private final int joinId;

    /// The rooms by the ids that the server has given to them.
    private final Map<Integer, ChatRoom> rooms = new ConcurrentHashMap<>();

    /// The pending requests to join, by the names of the rooms. The names do not change in a run.
    private final Map<String, PendingJoins> joins = new ConcurrentHashMap<>();

    private final PerClient<AtomicReference<@Nullable ChatMember>> members;

    private final Step join;
    private final Step leave;
    private final Whispers whispers;

    Rooms(ScenarioContext context) {
      this.context = context;
      this.sayId = context.packetId(SayRequest.getDefaultInstance());
      this.joinId = context.packetId(JoinRoomRequest.getDefaultInstance());
      this.members = context.perClient(client -> new AtomicReference<>());
      this.join = context.step(JoinRoomReply.class, this::onJoined);
      this.leave = context.step(LeaveRoomReply.class, this::onLeft);
      context.on(ChatMessage.class, this::onMessage);
      context.track(this);
      this.whispers = new Whispers(context, this::isIn);
    }

    Script script() {
      return Script.of(this::act).entering(this::enter).leaving(this::leave);
    }

    private void enter(SwarmClient client) {
      joins(client).add(client.index(), context.nanoTime());
      join.send(
          client,
          JoinRoomRequest.newBuilder()
              .setRequestId(client.index() + 1)
              .setRoomName(nameOfRoom(client)));
    }

    private void act(SwarmClient client, Iteration iteration) {
      whispers.onIteration(client, iteration);
      say(client, iteration);
    }

    private boolean isIn(SwarmClient client) {
      ChatMember member = members.of(client).get();
      return member != null && member.isIn();
    }

    private void say(SwarmClient client, Iteration iteration) {
      ChatMember member = members.of(client).get();
      if (member == null || !member.register(iteration)) {
        context.tally().notSent();
        return;
      }
      SendResult result =
          client.send(
              SayRequest.newBuilder()
                  .setRoomId(member.roomId())
                  .setClientSequence((int) iteration.number())
                  .setText(context.payload().text(client.index(), iteration.number())));
      if (result == SendResult.QUEUED) {
        context.tally().sent(0);
      } else {
        boolean _ = member.cancel(iteration.number());
        context.tally().notSent();
      }
    }

    private void leave(SwarmClient client) {
      ChatMember member = members.of(client).get();
      if (member != null && member.isIn()) {
        leave.send(
            client,
            LeaveRoomRequest.newBuilder()
                .setRequestId(client.index() + 1)
                .setRoomId(member.roomId()));
      }
    }

    private void onJoined(SwarmClient client, JoinRoomReply reply) {
      if (!rooms.containsKey(reply.getRoomId())) {
        long now = context.nanoTime();
        rooms.values().removeIf(room -> room.isOver(now));
      }
      rooms.compute(
          reply.getRoomId(),
          (id, known) -> {
            ChatRoom room = known == null ? new ChatRoom(id, context, joins(client)) : known;
            ChatMember member = new ChatMember(room, context, client.index());
            member.join(client.playerId(), reply.getNextSequence());
            members.of(client).set(member);
            return room;
          });
      joins(client).remove(client.index());
    }

    private void onLeft(SwarmClient client, LeaveRoomReply reply) {
      withMember(client, member -> member.leave(reply.getNextSequence()));
    }

    private void onMessage(SwarmClient client, ChatMessage message) {
      ChatMember member = members.of(client).get();
      if (member == null) {
        context.tally().unexpected();
      } else {
        member.receive(message, context.nanoTime());
      }
      if (message.getSenderId() == client.playerId()) {
        whispers.onOwnText(client, Integer.toUnsignedLong(message.getClientSequence()));
      }
    }

    @Override
    public boolean isQuiet(SwarmClient client) {
      ChatMember member = members.of(client).get();
      return member == null || member.isQuiet();
    }

    @Override
    public boolean refuse(SwarmClient client, Failure failure) {
      if (failure.getPacketId() == joinId) {
        joins(client).remove(client.index());
        return false;
      }
      long number = Integer.toUnsignedLong(failure.getRequestId());
      ChatMember member = members.of(client).get();
      if (member == null || !isRefusedText(failure) || !member.cancel(number)) {
        return false;
      }
      context.tally().refused(0);
      return true;
    }

    private boolean isRefusedText(Failure failure) {
      return failure.getPacketId() == sayId && REFUSALS.contains(failure.getCode());
    }

    @Override
    public void giveUp(SwarmClient client) {
      withMember(client, ChatMember::giveUp);
    }

    /// Abandons the membership of a user that the server did not let leave in time.
    @Override
    public void left(SwarmClient client) {
      abandon(client);
    }

    @Override
    public void abandon(SwarmClient client) {
      joins(client).remove(client.index());
      withMember(client, ChatMember::abandon);
    }

    @Override
    public void lose(SwarmClient client) {
      joins(client).remove(client.index());
      withMember(client, ChatMember::lose);
    }

    /// Calls a method of the user's [ChatMember], if the user is or was a member of a room. Forgets
    /// the room when the server has deleted it.
    private void withMember(SwarmClient client, Consumer<ChatMember> action) {
      ChatMember member = members.of(client).get();
      if (member != null) {
        action.accept(member);
        rooms.computeIfPresent(
            member.roomId(), (id, room) -> room.isOver(context.nanoTime()) ? null : room);
      }
    }

    private PendingJoins joins(SwarmClient client) {
      return joins.computeIfAbsent(nameOfRoom(client), _ -> new PendingJoins());
    }

    private String nameOfRoom(SwarmClient client) {
      return "swarm-" + context.runId() + "-" + client.index() / context.roomSize();
    }
  }
}
