package dev.wharf.game.move;

import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import dev.wharf.swarm.move.MoveInput;
import dev.wharf.swarm.move.MoveProto;
import java.time.Duration;

/// A world in which players walk. The world moves the players 20 times a second, and sends each
/// player its position.
public final class MoveGame implements Game {
  private static final Duration TICK = Duration.ofMillis(50);

  @Override
  public String name() {
    return "move";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem(MoveProto.getDescriptor());
  }

  @Override
  public GameSession newSession(PacketLink link) {
    return new Walker(link);
  }

  @Override
  public void start(GameContext context) {
    context.packets().on(MoveInput.class, (session, input) -> ((Walker) session).want(input));
    FixedRateTick _ =
        context.tick(
            context.queue("world", 10),
            TICK,
            (number, elapsedNanos) ->
                context.players().online().forEach(player -> ((Walker) player).step()));
  }
}
