package dev.wharf.game.server.lobby;

import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.Settings;

/// The address of the lobby, and this server's login there.
@Settings("lobby")
public record LobbySettings(
    @Key("the lobby's host") @Default("127.0.0.1") @Range("1..255") String host,
    @Key("the lobby's TCP port") @Default("7790") @Range("1..65535") int port,
    @Key("this server's name in the lobby") @Default("arena-1") @Range("2..24") String name,
    @Key(value = "a token for that name", secret = true) @Default("") @Range("0..1024")
        String token) {

  /// Returns a text without the token, because it is secret.
  @Override
  public String toString() {
    return name + " in the lobby at " + host + ":" + port;
  }
}
