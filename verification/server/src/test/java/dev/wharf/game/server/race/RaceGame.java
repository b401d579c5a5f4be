package dev.wharf.game.server.race;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;

/// The game of docs/players-who-come-back.md: one [Race].
public final class RaceGame implements Game {
  @Override
  public String name() {
    return "race";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    Race race = new Race(context);
    context.onLogin(race::enter);
    context.onAbsent(race::pause);
    context.onResumed(race::goOn);
    context.onGone(race::leave);
  }
}
