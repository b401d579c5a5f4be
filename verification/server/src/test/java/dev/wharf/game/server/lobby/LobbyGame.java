package dev.wharf.game.server.lobby;

import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The game of the lobby server. It knows how many players each game server has.
public final class LobbyGame implements Game {
  /// The id of the packet with which a game server reports its number of players, in four bytes.
  static final int PLAYERS = 900;

  /// The number of players of each game server, by the server's name. The sessions bound this map,
  /// because the entry of a server that leaves is removed.
  private final Map<String, Integer> playersByServer = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "lobby";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    context.packets().onRaw(PLAYERS, this::report);
    context.onGone(server -> playersByServer.remove(server.player().name()));
  }

  private void report(GameSession server, ByteBuffer body) {
    if (body.remaining() == Integer.BYTES) {
      playersByServer.put(server.player().name(), body.getInt());
    } else {
      server.refuse(FailureCode.MALFORMED_BODY, PacketCloseReasons.MALFORMED_BODY, "not 4 bytes");
    }
  }

  /// Returns the number of players of each game server, by the server's name. Any thread may call
  /// this method.
  Map<String, Integer> playersByServer() {
    return Map.copyOf(playersByServer);
  }
}
