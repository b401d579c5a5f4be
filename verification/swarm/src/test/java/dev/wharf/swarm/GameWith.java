package dev.wharf.swarm;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.protocol.catalog.PacketCatalog;

/// The sample game with one more scenario.
record GameWith(ScenarioRegistry scenarios) implements SwarmGame {
  GameWith(String name, java.util.function.Supplier<Scenario> maker) {
    this(new GameSwarm().scenarios().with(name, maker));
  }

  @Override
  public PacketCatalog catalog() {
    return new GameSwarm().catalog();
  }
}
