package dev.wharf.client.swarm;

import dev.wharf.client.swarm.ChatMember.Stage;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.client.swarm.measure.Tally;
import dev.wharf.engine.SendResult;
import dev.wharf.proto.ChatMessage;
import dev.wharf.proto.Failure;
import dev.wharf.proto.JoinRoomReply;
import dev.wharf.proto.JoinRoomRequest;
import dev.wharf.proto.LeaveRoomReply;
import dev.wharf.proto.LeaveRoomRequest;
import dev.wharf.proto.SayRequest;
import dev.wharf.protocol.PacketRouter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The clients sit in rooms, and each says something now and then. Every member must get every
/// message of its room, its own included, once, with its content, and in the order of the room's
/// own count, which goes up by one.
///
/// All join before the first message and stay until the last has arrived, so that the deliveries
/// that have to come are known exactly.
final class ChatScenario implements Scenario {
  private static final double RATE = 1;

  private final ScenarioSettings settings;
  private final List<ChatRoom> rooms = new ArrayList<>();
  private final Tally tally = new Tally();
  private final LatencyRecorder latency = new LatencyRecorder();

  /// Those who were asked to join; of the run's thread.
  private final List<SwarmClient> asked = new ArrayList<>();

  /// Set once by the run's thread, read by the workers.
  private volatile @Nullable Schedule schedule;

  ChatScenario(ScenarioSettings settings) {
    this.settings = settings;
    for (int first = 0; first < settings.clients(); first += settings.roomSize()) {
      int places = Math.min(settings.roomSize(), settings.clients() - first);
      String name = "swarm-" + settings.runId() + "-" + rooms.size();
      rooms.add(new ChatRoom(name, first, places));
    }
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public double defaultRate() {
    return RATE;
  }

  @Override
  public void addTo(PacketRouter.Builder<SwarmClient> router) {
    router
        .on(JoinRoomReply.class, this::onJoined)
        .on(ChatMessage.class, this::onMessage)
        .on(LeaveRoomReply.class, (client, _) -> memberOf(client).enter(Stage.LEFT));
  }

  @Override
  public void prepare(SwarmClient client) {
    asked.add(client);
    memberOf(client).enter(Stage.JOINING);
    client.tell(
        JoinRoomRequest.newBuilder()
            .setRequestId(client.index() + 1)
            .setRoomName(memberOf(client).room().name()));
  }

  @Override
  public boolean isPrepared() {
    return noneWaitsIn(Stage.JOINING);
  }

  @Override
  public void begin(Schedule begun) {
    rooms.forEach(ChatRoom::settle);
    schedule = begun;
  }

  @Override
  public void send(SwarmClient client, long sequence) {
    ChatMember member = memberOf(client);
    if (member.isJoined() && say(client, member, sequence) == SendResult.QUEUED) {
      tally.sent(member.room().memberCount());
    } else {
      tally.notSent();
    }
  }

  @Override
  public void finish(SwarmClient client) {
    ChatMember member = memberOf(client);
    if (member.isJoined()) {
      member.enter(Stage.LEAVING);
      client.tell(
          LeaveRoomRequest.newBuilder()
              .setRequestId(client.index() + 1)
              .setRoomId(member.roomId()));
    }
  }

  @Override
  public boolean isFinished() {
    return noneWaitsIn(Stage.LEAVING);
  }

  /// A failure while joining is the join's. Later ones with one of chat's own codes are a message's
  /// that was not taken.
  @Override
  public boolean onFailure(SwarmClient client, Failure failure) {
    return switch (failure.getCode()) {
      case INVALID_REQUEST,
          ROOM_NOT_FOUND,
          ROOM_FULL,
          TOO_MANY_ROOMS,
          NOT_A_MEMBER,
          TEXT_REJECTED,
          CHAT_TOO_FAST ->
          refuse(memberOf(client));
      default -> false;
    };
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public LatencyRecorder latency() {
    return latency;
  }

  private boolean refuse(ChatMember member) {
    if (member.stage() == Stage.JOINING) {
      member.enter(Stage.REFUSED);
      return false;
    }
    tally.refused(member.room().memberCount());
    return true;
  }

  private SendResult say(SwarmClient client, ChatMember member, long sequence) {
    return client.tell(
        SayRequest.newBuilder()
            .setRoomId(member.roomId())
            .setClientSequence((int) sequence)
            .setText(settings.payload().text(client.index(), sequence)));
  }

  private void onJoined(SwarmClient client, JoinRoomReply reply) {
    ChatMember member = memberOf(client);
    if (member.stage() == Stage.JOINING) {
      member.joined(reply.getRoomId(), client.playerId(), reply.getNextSequence());
    }
  }

  private void onMessage(SwarmClient client, ChatMessage message) {
    Schedule running = schedule;
    ChatMember member = memberOf(client);
    int place = member.room().placeOf(message.getSenderId());
    if (running == null || place < 0 || !isForUs(message, member, running)) {
      tally.unexpected();
      return;
    }
    long sequence = Integer.toUnsignedLong(message.getClientSequence());
    int sender = member.room().clientAt(place);
    if (!settings.payload().matches(message.getText(), sender, sequence)) {
      tally.corrupted();
    }
    if (member.receive(message, place, tally) != Arrival.DUPLICATE) {
      latency.record(settings.nanoTime().getAsLong() - running.intendedAt(sender, sequence));
    }
  }

  /// After it has left, nothing may come any more.
  private static boolean isForUs(ChatMessage message, ChatMember member, Schedule running) {
    long sequence = Integer.toUnsignedLong(message.getClientSequence());
    return message.getRoomId() == member.roomId()
        && (member.isJoined() || member.stage() == Stage.LEAVING)
        && sequence >= 1
        && sequence <= running.messagesEach();
  }

  private ChatMember memberOf(SwarmClient client) {
    return rooms.get(client.index() / settings.roomSize()).member(client.index());
  }

  private boolean noneWaitsIn(Stage stage) {
    return asked.stream()
        .noneMatch(client -> client.isPlaying() && memberOf(client).stage() == stage);
  }
}
