package dev.wharf.client.console;

import dev.wharf.client.game.GameClient;
import dev.wharf.engine.CloseReason;
import dev.wharf.proto.ChatMessage;
import dev.wharf.proto.EchoReply;
import dev.wharf.proto.Failure;
import dev.wharf.proto.JoinRoomReply;
import dev.wharf.proto.LeaveRoomReply;
import dev.wharf.proto.ListRoomsReply;
import dev.wharf.proto.LoginReply;
import dev.wharf.proto.MemberJoined;
import dev.wharf.proto.MemberLeft;
import dev.wharf.proto.ServerNotice;
import dev.wharf.proto.WhisperMessage;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;

/// One connection of the chat: takes each packet to [Chat].
final class ChatSession extends GameClient {
  private final Chat chat;

  ChatSession(PacketLink link, String name, String token, Chat chat) {
    super(link, name, token);
    this.chat = chat;
  }

  static PacketProtocol<ChatSession> protocol() {
    return PacketProtocol.of(
        GameClient.<ChatSession>routes()
            .on(EchoReply.class, (session, reply) -> session.chat.onEcho(reply))
            .on(ListRoomsReply.class, (session, reply) -> session.chat.onRooms(reply))
            .on(JoinRoomReply.class, (session, reply) -> session.chat.onJoined(reply))
            .on(LeaveRoomReply.class, (session, reply) -> session.chat.onLeft(reply))
            .on(ChatMessage.class, (session, message) -> session.chat.onMessage(message))
            .on(WhisperMessage.class, (session, message) -> session.chat.onWhisper(message))
            .on(MemberJoined.class, (session, news) -> session.chat.onMemberJoined(news))
            .on(MemberLeft.class, (session, news) -> session.chat.onMemberLeft(news))
            .build());
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    chat.onLoggedIn(this, reply);
  }

  @Override
  protected void onFailure(Failure failure) {
    chat.onFailure(this, failure);
  }

  @Override
  protected void onNotice(ServerNotice notice) {
    chat.onNotice(notice);
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    chat.onDisconnected(this, reason, session().closeDetail());
  }
}
