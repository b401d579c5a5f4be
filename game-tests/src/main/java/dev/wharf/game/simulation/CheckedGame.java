package dev.wharf.game.simulation;

import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.player.GameSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A game that also checks that no account ever has two players. Only threads of the simulation use
/// it.
final class CheckedGame implements Game {
  private final Game game;

  /// The sessions of the players who have logged in and have not left, by account.
  private final Map<String, GameSession> online = new HashMap<>();

  /// The first problem, in one line; empty when there is none.
  private String problem = "";

  CheckedGame(Game game) {
    this.game = game;
  }

  @Override
  public String name() {
    return game.name();
  }

  @Override
  public PacketCatalog catalog() {
    return game.catalog();
  }

  @Override
  public List<Class<? extends Record>> settings() {
    return game.settings();
  }

  @Override
  public Map<String, Function<ServerConfig, Authenticator>> authenticators() {
    return game.authenticators();
  }

  @Override
  public ClientVersions clientVersions() {
    return game.clientVersions();
  }

  @Override
  public GameSession newSession(PacketLink link) {
    return game.newSession(link);
  }

  @Override
  public void start(GameContext context) {
    game.start(context);
    context.onLogin(this::enter);
    context.onGone(session -> online.remove(accountOf(session), session));
  }

  private void enter(GameSession session) {
    GameSession other = online.put(accountOf(session), session);
    if (other != null) {
      problem = session + " has logged in while " + other + " is a player of the same account";
    }
  }

  private static String accountOf(GameSession session) {
    return session.player().account().id();
  }

  /// Throws a [Problem] when an account has had two players.
  void check() {
    Problem.unless(problem.isEmpty(), problem);
  }
}
