package dev.wharf.game.client.console;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.ChangePasswordReply;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.Followed;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.Overview;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.TradeMade;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ServerNotice;

/// One connection of the chat. It passes each received packet to [Chat].
final class ChatSession extends GameClient {
  private final Chat chat;

  ChatSession(PacketLink link, Identity identity, ClientLogin login, Chat chat) {
    super(link, identity, login);
    this.chat = chat;
  }

  static PacketProtocol<ChatSession> protocol(ClientLogin login) {
    PacketRouter.Builder<ChatSession> routes = GameClient.routes(GamePackets.CATALOG, login);
    if (!(login instanceof Registering)) {
      routes.ignore(RegisterReply.class);
    }
    return PacketProtocol.of(
        routes
            .on(EchoReply.class, (session, reply) -> session.chat.onEcho(reply))
            .on(ListRoomsReply.class, (session, reply) -> session.chat.onRooms(reply))
            .on(JoinRoomReply.class, (session, reply) -> session.chat.onJoined(reply))
            .on(LeaveRoomReply.class, (session, reply) -> session.chat.onLeft(reply))
            .on(ChatMessage.class, (session, message) -> session.chat.onMessage(message))
            .on(WhisperMessage.class, (session, message) -> session.chat.onWhisper(message))
            .on(MemberJoined.class, (session, event) -> session.chat.onMemberJoined(event))
            .on(MemberLeft.class, (session, event) -> session.chat.onMemberLeft(event))
            .ignore(EnterWorldReply.class)
            .ignore(ZoneEntered.class)
            .ignore(SightChanged.class)
            .ignore(Snapshot.class)
            .ignore(Overview.class)
            .ignore(Followed.class)
            .ignore(ChangePasswordReply.class)
            .ignore(InventoryReply.class)
            .ignore(OfferTradeReply.class)
            .ignore(TradeOffered.class)
            .ignore(AcceptTradeReply.class)
            .ignore(TradeMade.class)
            .build());
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    chat.onLoggedIn(this, reply);
  }

  @Override
  protected void onFailure(Failure failure) {
    chat.onFailure(failure);
  }

  @Override
  protected void onNotice(ServerNotice notice) {
    chat.onNotice(notice);
  }
}
