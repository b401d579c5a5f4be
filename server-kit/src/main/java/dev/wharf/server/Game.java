package dev.wharf.server;

import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.config.Schema;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.login.DevelopmentAuthenticator;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.server.player.GameSession;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The interface that a game implements: its packets, its settings, and the code that sets it up.
/// The same game may be started several times in one process.
///
/// ```java
/// public static void main(String[] arguments) {
///   ServerCommand.main(new MyGame(), arguments);
/// }
/// ```
public interface Game {
  /// Returns the name of the game: lower case letters, digits and `-`, with a letter first. A
  /// server of a game with any other name does not start. For the name `wharf`, environment
  /// variables begin with `WHARF_`, lines on standard output with `wharf-server`, and gauges with
  /// `wharf_`.
  String name();

  /// Returns the packets that this game sends and accepts.
  PacketCatalog catalog();

  /// Returns the game's own groups of settings. Each group is a record with the annotation
  /// [Settings][dev.wharf.server.config.Settings].
  default List<Class<? extends Record>> settings() {
    return List.of();
  }

  /// Returns the functions that make the game's own authenticators; the key is the name of the
  /// authenticator. The kit has two more: `development` and `jwt`. The setting
  /// `login.authenticator` selects one of all these names.
  default Map<String, Function<ServerConfig, Authenticator>> authenticators() {
    return Map.of();
  }

  /// Returns the versions of clients that may log in.
  default ClientVersions clientVersions() {
    return ClientVersions.ANY;
  }

  /// Makes the game session of a new connection.
  default GameSession newSession(PacketLink link) {
    return new GameSession(link);
  }

  /// Sets the game up: adds its packet handlers, hooks, counters, gauges and admin tables. The
  /// server calls this method once, before it listens.
  void start(GameContext context);

  /// Returns all keys that the configuration may have: those of the kit and those of the game.
  ///
  /// @throws IllegalArgumentException when the name of the game is not allowed, when a group of
  ///   settings cannot be used, or when two settings have the same key or environment variable
  default Schema schema() {
    return ServerConfig.schema(name(), allAuthenticators().keySet(), settings());
  }

  /// Returns a configuration with the given values by key, and defaults for all other keys. Does
  /// not read the process's environment variables.
  ///
  /// @throws dev.wharf.server.config.ConfigProblems when a key is unknown or a value is out of its
  ///   range
  default ServerConfig config(Map<String, String> values) {
    return ServerConfig.with(schema(), values);
  }

  /// Returns the authenticator that the configuration names.
  default Authenticator authenticator(ServerConfig config) {
    Function<ServerConfig, Authenticator> maker =
        allAuthenticators().get(config.login().authenticator());
    if (maker == null) {
      throw new IllegalArgumentException(
          "no authenticator is named '" + config.login().authenticator() + "' in this game");
    }
    return maker.apply(config);
  }

  private Map<String, Function<ServerConfig, Authenticator>> allAuthenticators() {
    Map<String, Function<ServerConfig, Authenticator>> all = new TreeMap<>();
    all.put("development", _ -> new DevelopmentAuthenticator());
    all.put(
        "jwt",
        config ->
            new JwtAuthenticator(
                config.of(ServerConfig.Jwt.class), config.port().runtime()::instant));
    all.putAll(authenticators());
    return all;
  }
}
