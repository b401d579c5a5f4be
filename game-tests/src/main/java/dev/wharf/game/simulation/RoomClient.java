package dev.wharf.game.simulation;

import dev.wharf.client.ClientStage;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A client that joins a room, numbers its texts, and checks every text that it receives: each text
/// arrives once, in the order of the room's numbers, and in the order in which its sender has said
/// it. Nothing may arrive after the server has ended the session. Only threads of the simulation
/// use it.
final class RoomClient extends GameClient {
  private static final int MOST_PENDING = 20;

  private final String name;
  private final String roomName;
  private final Runnable onText;
  private final Consumer<String> onProblem;

  /// The number of the last text of each sender, by the sender's player id.
  private final Map<Long, Integer> lastOf = new HashMap<>();

  private int room;
  private long nextSequence;
  private int said;
  private int heardOwn;
  private boolean isKicked;

  /// Creates a client.
  ///
  /// @param onText called for each text that has arrived
  /// @param onProblem gets what must not happen, in one line
  RoomClient(
      PacketLink link, String name, String roomName, Runnable onText, Consumer<String> onProblem) {
    super(link, Identity.of(name, ""));
    this.name = name;
    this.roomName = roomName;
    this.onText = onText;
    this.onProblem = onProblem;
  }

  static PacketRouter<RoomClient> router() {
    return GameClient.<RoomClient>routes(GamePackets.CATALOG)
        .on(JoinRoomReply.class, ClientStage.PLAYING, RoomClient::joined)
        .on(ChatMessage.class, ClientStage.PLAYING, RoomClient::hear)
        .ignoreTheRest()
        .build();
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName(roomName));
  }

  private void joined(JoinRoomReply reply) {
    check(room == 0, "two replies to a request to join a room");
    check(
        reply.getMembersList().stream().noneMatch(member -> member.getName().equals(name)),
        "the account is in the room twice");
    room = reply.getRoomId();
    nextSequence = reply.getNextSequence();
  }

  /// Says the next text, unless the client is in no room, or has not got back many texts.
  void sayNext() {
    if (room != 0 && said - heardOwn < MOST_PENDING) {
      said++;
      send(SayRequest.newBuilder().setRoomId(room).setClientSequence(said).setText(name + said));
    }
  }

  private void hear(ChatMessage message) {
    onText.run();
    int number = message.getClientSequence();
    Integer last = lastOf.put(message.getSenderId(), number);
    check(!isKicked, "a text has arrived after the server has ended the session");
    check(
        message.getRoomId() == room && message.getSequence() == nextSequence,
        "text " + message.getSequence() + " has arrived, not " + nextSequence);
    check(
        last == null || number == last + 1,
        "text " + number + " of " + message.getSenderName() + " has arrived after " + last);
    check(message.getText().equals(message.getSenderName() + number), "a text was changed");
    nextSequence = message.getSequence() + 1;
    if (message.getSenderId() == playerId()) {
      heardOwn++;
      check(number == heardOwn, "the own text " + number + " has arrived, not " + heardOwn);
    }
  }

  @Override
  protected void onFailure(Failure failure) {
    isKicked |= isLoggedIn() && failure.getCode() == FailureCode.KICKED_VALUE;
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      onProblem.accept(name + ", " + this + ": " + otherwise);
    }
  }
}
