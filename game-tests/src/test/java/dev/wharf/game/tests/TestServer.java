package dev.wharf.game.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.SampleGame;
import dev.wharf.server.Game;
import dev.wharf.server.GameServer;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/// A real server in this JVM, without limits on addresses and rates. Closing it drains the server,
/// and checks that all numbers of the ledger are zero.
public final class TestServer implements AutoCloseable {
  private static final Map<String, String> BASE =
      Map.of(
          "listen.port", "0",
          "port.workers", "2",
          "port.buffer-memory", "64MiB",
          "admission.exempt-loopback", "true",
          "rate.packets-per-second", "0",
          "account.enabled", "false",
          "chat.texts", "0",
          "chat.tick", "20ms",
          "shutdown.grace", "5s");

  private static final Game GAME = new SampleGame();

  private final GameServer server;

  private TestServer(GameServer server) {
    this.server = server;
  }

  /// Starts a server on a free port.
  ///
  /// @param keysAndValues settings that differ from the defaults: key, value, key, value, ...
  public static TestServer start(String... keysAndValues) {
    return startOn(0, keysAndValues);
  }

  /// Starts a server on a free port, with the given authenticator.
  ///
  /// @param keysAndValues settings that differ from the defaults: key, value, key, value, ...
  public static TestServer startWith(Authenticator authenticator, String... keysAndValues) {
    return new TestServer(GameServer.start(GAME, config(0, keysAndValues), authenticator));
  }

  /// Starts a server on this port, which must be free.
  public static TestServer startOn(int port, String... keysAndValues) {
    return new TestServer(GameServer.start(GAME, config(port, keysAndValues)));
  }

  private static ServerConfig config(int port, String... keysAndValues) {
    Map<String, String> values = new TreeMap<>(BASE);
    values.put("listen.port", String.valueOf(port));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return GAME.config(values);
  }

  public GameServer server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }

  @Override
  public void close() {
    assertThat(server.drain()).as("all sessions have ended in time").isTrue();
    assertThat(server.ledger().isZero()).as(server.ledger().toString()).isTrue();
    assertThat(server.service().counters().handlerFailures()).as("handlers failed").isZero();
  }
}
