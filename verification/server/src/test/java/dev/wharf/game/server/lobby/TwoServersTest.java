package dev.wharf.game.server.lobby;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.server.GameServer;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.JwtAuthenticator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Tests the two servers of docs/server-to-server.md, as the page describes them.
class TwoServersTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";
  private static final String TOKEN =
      new JwtAuthenticator(
              new ServerConfig.Jwt(KEYS, "login", "game", Duration.ofHours(1)),
              InstantSource.system())
          .mint("arena-1");

  private final LobbyGame lobbyGame = new LobbyGame();

  @Test
  void reportsToALobbyThatStartsLateAndRestartsAndDisconnectsAtItsOwnDrain() {
    int port = freePort();
    try (GameServer arena = arena(port, TOKEN);
        TestClient alice = new TestClient(arena.port())) {
      alice.login("alice");
      try (GameServer lobby = lobby(port)) {
        eventually(() -> assertThat(lobbyGame.playersByServer()).containsEntry("arena-1", 1));
        assertThat(lobby.drain()).as("drained in time").isTrue();
        assertThat(lobbyGame.playersByServer()).isEmpty();
      }
      try (GameServer lobby = lobby(port)) {
        eventually(() -> assertThat(lobbyGame.playersByServer()).containsEntry("arena-1", 1));
        alice.finish();
        eventually(() -> assertThat(lobbyGame.playersByServer()).containsEntry("arena-1", 0));
        assertThat(arena.drain()).isTrue();
        assertThat(arena.ledger().isZero()).as(arena.ledger().toString()).isTrue();
        eventually(() -> assertThat(lobbyGame.playersByServer()).isEmpty());
        assertThat(lobby.drain()).isTrue();
      }
    }
  }

  @Test
  void keepsRunningWhenTheLobbyRefusesItForGood() {
    try (GameServer lobby = lobby(0);
        GameServer arena = arena(lobby.port(), "not a token");
        TestClient alice = new TestClient(arena.port())) {
      eventually(
          () ->
              assertThat(lobby.service().counters().closed(PacketCloseReasons.LOGIN_REFUSED))
                  .isEqualTo(1));
      assertThat(alice.login("alice").getName()).isEqualTo("alice");
    }
  }

  private int freePort() {
    try (GameServer server = lobby(0)) {
      return server.port();
    }
  }

  private GameServer lobby(int port) {
    return GameServer.start(
        lobbyGame,
        lobbyGame.config(
            Map.of(
                "listen.port", "" + port, "login.authenticator", "jwt", "login.jwt.keys", KEYS)));
  }

  private static GameServer arena(int lobbyPort, String token) {
    ArenaGame game = new ArenaGame();
    Map<String, String> values = new TreeMap<>();
    values.put("listen.port", "0");
    values.put("lobby.port", "" + lobbyPort);
    values.put("lobby.token", token);
    return GameServer.start(game, game.config(values));
  }
}
