package dev.wharf.game.tests.account;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/// A game that saves players slowly, and counts the players that are online or being saved.
final class OneAccountGame implements Game {
  private static final Duration LONGEST_SAVE = Duration.ofMillis(300);

  private final List<String> broken = new ArrayList<>();
  private int logins;
  private int online;

  @Override
  public String name() {
    return "account";
  }

  @Override
  public PacketCatalog catalog() {
    return PacketCatalog.withSystem();
  }

  @Override
  public void start(GameContext context) {
    EngineRuntime runtime = context.port().runtime();
    RandomGenerator random = runtime.newRandom();
    context.onLogin(this::enter);
    context.onGoneSave(session -> save(runtime, random));
  }

  private void enter(GameSession session) {
    logins++;
    online++;
    if (online > 1) {
      broken.add("player " + session.player().id() + " came while another one was there");
    }
  }

  private CompletionStage<?> save(EngineRuntime runtime, RandomGenerator random) {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    var _ =
        runtime.schedule(
            Duration.ofNanos(random.nextLong(LONGEST_SAVE.toNanos())),
            () -> {
              online--;
              saved.complete(null);
            });
    return saved;
  }

  /// Returns the number of logins that were accepted.
  int logins() {
    return logins;
  }

  /// Returns the number of players who are online or being saved.
  int online() {
    return online;
  }

  /// Returns what must never happen, and has happened.
  List<String> broken() {
    return broken;
  }
}
