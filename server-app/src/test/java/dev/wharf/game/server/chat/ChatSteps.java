package dev.wharf.game.server.chat;

import com.google.protobuf.Message;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.RoomSummary;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperRequest;
import java.util.List;

/// The chat requests of a test client: about rooms, texts and whispers.
public abstract class ChatSteps {
  /// Sends a packet.
  public abstract void send(Message.Builder packet);

  /// Waits for the next packet of this kind, and skips other packets.
  public abstract <P extends Message> P await(Class<P> type);

  /// Joins a room. Fails unless the server accepts the request.
  public JoinRoomReply join(String room) {
    send(JoinRoomRequest.newBuilder().setRequestId(2).setRoomName(room));
    return await(JoinRoomReply.class);
  }

  public void say(int roomId, int clientSequence, String text) {
    send(SayRequest.newBuilder().setRoomId(roomId).setClientSequence(clientSequence).setText(text));
  }

  /// Sends a text to a room, and waits until the client gets this text back, as every member does.
  public ChatMessage sayAndHear(int roomId, int clientSequence, String text) {
    say(roomId, clientSequence, text);
    return await(ChatMessage.class);
  }

  public void leave(int roomId) {
    send(LeaveRoomRequest.newBuilder().setRequestId(3).setRoomId(roomId));
    await(LeaveRoomReply.class);
  }

  /// Asks for the rooms. Returns those of the first reply, which has at most 32.
  public List<RoomSummary> rooms() {
    send(ListRoomsRequest.newBuilder().setRequestId(1));
    return await(ListRoomsReply.class).getRoomsList();
  }

  public void whisper(int requestId, String recipient, String text) {
    send(
        WhisperRequest.newBuilder()
            .setRequestId(requestId)
            .setRecipientName(recipient)
            .setText(text));
  }
}
