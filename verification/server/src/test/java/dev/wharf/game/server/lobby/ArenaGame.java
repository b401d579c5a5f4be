package dev.wharf.game.server.lobby;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import java.util.List;

/// The game of a server that reports its number of players to the lobby.
final class ArenaGame implements Game {
  @Override
  public String name() {
    return "arena";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public List<Class<? extends Record>> settings() {
    return List.of(LobbySettings.class);
  }

  @Override
  public void start(GameContext context) {
    LobbyLink.open(context);
  }
}
