package dev.wharf.game.server;

import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.server.chat.ChatHandlers;
import dev.wharf.game.server.chat.ChatSettings;
import dev.wharf.game.server.world.World;
import dev.wharf.game.server.world.WorldSettings;
import dev.wharf.protocol.FrameTooLargeException;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.player.GameSession;
import java.util.List;

/// The sample game: echo, chat rooms, and a world to walk in. [#start] adds the handlers of its
/// packets.
public final class SampleGame implements Game {
  @Override
  public String name() {
    return "wharf";
  }

  @Override
  public PacketCatalog catalog() {
    return GamePackets.CATALOG;
  }

  /// Returns the versions of clients that may log in. A client that sends no version (0) may log
  /// in, too.
  @Override
  public ClientVersions clientVersions() {
    return new ClientVersions(0, GamePackets.VERSION);
  }

  @Override
  public List<Class<? extends Record>> settings() {
    return List.of(ChatSettings.class, WorldSettings.class);
  }

  @Override
  public void start(GameContext context) {
    context.packets().on(EchoRequest.class, SampleGame::echo);
    ChatHandlers.addTo(context);
    World.addTo(context);
  }

  private static void echo(GameSession session, EchoRequest request) {
    try {
      session.send(
          EchoReply.newBuilder()
              .setSequence(request.getSequence())
              .setSentNanos(request.getSentNanos())
              .setPayload(request.getPayload()));
    } catch (FrameTooLargeException e) {
      // The request may be larger than the largest frame that the server sends.
      session.fail(FailureCode.INVALID_REQUEST, request, 0, "the reply would be too large");
    }
  }
}
