package dev.wharf.game.client.swarm;

import dev.wharf.game.client.trade.TradeScenario;
import dev.wharf.game.client.world.WalkScenario;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.demo.DemoWorld;
import dev.wharf.swarm.hostile.HostileKinds;
import java.util.Optional;

/// Describes this game to the swarm. Add new scenarios and new kinds of hostile clients here.
public final class GameSwarm implements SwarmGame {
  /// Creates the description. Each process of a swarm calls this constructor.
  public GameSwarm() {}

  @Override
  public PacketCatalog catalog() {
    return GamePackets.CATALOG;
  }

  @Override
  public int clientVersion() {
    return GamePackets.VERSION;
  }

  @Override
  public ScenarioRegistry scenarios() {
    return ScenarioRegistry.empty()
        .with("echo", EchoScenario::new)
        .with("chat", ChatScenario::new)
        .withSeparate("walk", WalkScenario::new)
        .withSeparate("trade", TradeScenario::new);
  }

  @Override
  public HostileKinds hostileKinds() {
    return HostileKinds.standard(catalog(), new ChatRequests())
        .with(ChatSpam.kind())
        .with(Injection.kind());
  }

  @Override
  public Optional<DemoWorld> demoWorld() {
    return Optional.of(new DemoWorld("walk", "page/world.html"));
  }
}
