package dev.wharf.game.server.duel;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The game that the pages of the documentation build. Each login starts a duel.
public final class DuelGame implements Game {
  private final Map<String, Passwords.Row> accounts;

  /// Creates a game with these accounts.
  ///
  /// @param accounts the accounts by name
  public DuelGame(Map<String, Passwords.Row> accounts) {
    this.accounts = accounts;
  }

  @Override
  public String name() {
    return "duel";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public List<Class<? extends Record>> settings() {
    return List.of(DuelSettings.class);
  }

  @Override
  public Map<String, Function<ServerConfig, Authenticator>> authenticators() {
    return Map.of("passwords", config -> new Passwords(accounts));
  }

  @Override
  public void start(GameContext context) {
    Duels duels = new Duels(context);
    context.onLogin(duels::begin);
    startArena(context);
  }

  /// Starts the arena. It has one job queue, so that its tick and its other jobs never overlap.
  private static void startArena(GameContext context) {
    JobQueue arena = context.queue("arena", 1000);
    FixedRateTick _ =
        context.tick(
            arena,
            Duration.ofMillis(50),
            (number, elapsedNanos) ->
                context.broadcast(ServerNotice.newBuilder().setText("round " + number).build()));
  }
}
