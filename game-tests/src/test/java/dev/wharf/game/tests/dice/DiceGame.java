package dev.wharf.game.tests.dice;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;

/// The game of docs/virtual-time.md: one [DiceTable].
final class DiceGame implements Game {
  @Override
  public String name() {
    return "dice";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    DiceTable table = new DiceTable(context);
    context.onLogin(table::enter);
    context.onGone(table::leave);
  }
}
