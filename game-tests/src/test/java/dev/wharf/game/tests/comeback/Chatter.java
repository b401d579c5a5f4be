package dev.wharf.game.tests.comeback;

import dev.wharf.client.ClientStage;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import java.util.List;

/// A client that joins a room, numbers its texts, and checks every text that it gets. Only threads
/// of the simulation use it.
final class Chatter extends GameClient {
  private final List<String> problems;
  private final int texts;
  private int room;
  private long nextSequence;
  private int said;
  private int heardOwn;
  private int resumes;

  /// Creates a client.
  ///
  /// @param texts the number of texts that the client says
  /// @param problems gets what must not happen
  Chatter(PacketLink link, String name, int texts, List<String> problems) {
    super(link, Identity.of(name, ""));
    this.texts = texts;
    this.problems = problems;
  }

  static PacketRouter<Chatter> router() {
    return GameClient.<Chatter>routes(GamePackets.CATALOG)
        .on(JoinRoomReply.class, ClientStage.PLAYING, Chatter::joined)
        .on(ChatMessage.class, ClientStage.PLAYING, Chatter::hear)
        .on(MemberLeft.class, ClientStage.PLAYING, Chatter::missed)
        .ignoreTheRest()
        .build();
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("lobby"));
  }

  private void joined(JoinRoomReply reply) {
    room = reply.getRoomId();
    nextSequence = reply.getNextSequence();
  }

  boolean isInRoom() {
    return room != 0;
  }

  /// Says the next text, unless the texts before are not heard yet, or all texts are said.
  void sayNext() {
    if (said < texts && said - heardOwn < 20) {
      said++;
      send(SayRequest.newBuilder().setRoomId(room).setClientSequence(said).setText("text " + said));
    }
  }

  private void hear(ChatMessage message) {
    if (message.getSequence() != nextSequence) {
      problems.add(this + ": text " + message.getSequence() + " came, not " + nextSequence);
    }
    nextSequence = message.getSequence() + 1;
    if (message.getSenderId() == playerId()) {
      heardOwn++;
      if (message.getClientSequence() != heardOwn) {
        problems.add(this + ": own text " + message.getClientSequence() + ", not " + heardOwn);
      }
    }
  }

  /// Returns whether all texts of this client have come back to it.
  boolean hasHeardOwn() {
    return heardOwn == texts;
  }

  /// Returns the number of the next text of the room.
  long nextSequence() {
    return nextSequence;
  }

  int resumes() {
    return resumes;
  }

  private void missed(MemberLeft left) {
    problems.add(this + ": " + left.getMember().getName() + " has left");
  }

  @Override
  protected void onResumed() {
    resumes++;
  }

  @Override
  protected void onFailure(Failure failure) {
    problems.add(this + ": " + failure);
  }

  @Override
  protected void onEnded(CloseReason reason) {
    if (!isDone()) {
      problems.add(this + ": ended with " + reason);
    }
  }

  private boolean isDone() {
    return hasHeardOwn();
  }
}
