package dev.wharf.game.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.server.Game;
import dev.wharf.server.GameServer;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.DevelopmentAuthenticator;
import dev.wharf.server.player.GameSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// A server on a free port, and its clients. Closing it drains the server, and checks that the
/// ledger is at zero.
public final class RunningServer implements AutoCloseable {
  private static final Map<String, String> BASE =
      Map.of(
          "listen.port", "0",
          "port.workers", "2",
          "port.buffer-memory", "64MiB",
          "admission.exempt-loopback", "true",
          "account.enabled", "false",
          "chat.tick", "20ms",
          "shutdown.grace", "5s");

  private static final Game GAME = new SampleGame();

  private final GameServer server;
  private boolean failuresExpected;
  private final List<TestClient> clients = new CopyOnWriteArrayList<>();

  private RunningServer(GameServer server) {
    this.server = server;
  }

  /// Starts a server of the sample game, with the authenticator for development. It keeps no
  /// accounts, so that it starts faster; a test of accounts sets `account.enabled`.
  ///
  /// @param keysAndValues settings that differ from the defaults: key, value, key, value, ...
  public static RunningServer start(String... keysAndValues) {
    return start(new DevelopmentAuthenticator(), keysAndValues);
  }

  public static RunningServer start(Authenticator authenticator, String... keysAndValues) {
    Map<String, String> values = new TreeMap<>(BASE);
    addTo(values, keysAndValues);
    return new RunningServer(GameServer.start(GAME, GAME.config(values), authenticator));
  }

  /// Starts a server of a game other than the sample game, with the authenticator that its
  /// configuration names.
  public static RunningServer start(Game game, String... keysAndValues) {
    Map<String, String> values = valuesOf(keysAndValues);
    return new RunningServer(GameServer.start(game, game.config(values)));
  }

  /// Starts a server of a game other than the sample game, with the given authenticator.
  public static RunningServer start(
      Game game, Authenticator authenticator, String... keysAndValues) {
    Map<String, String> values = valuesOf(keysAndValues);
    return new RunningServer(GameServer.start(game, game.config(values), authenticator));
  }

  private static Map<String, String> valuesOf(String... keysAndValues) {
    Map<String, String> values = new TreeMap<>(BASE);
    values.keySet().removeAll(List.of("account.enabled", "chat.tick"));
    addTo(values, keysAndValues);
    return values;
  }

  private static void addTo(Map<String, String> values, String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  public GameServer server() {
    return server;
  }

  /// Returns the server's session of a player who is online.
  public GameSession session(String name) {
    return Objects.requireNonNull(server.players().find(name), name);
  }

  public TestClient connect() {
    return keep(new TestClient(server.port()));
  }

  /// Logs a client in that has a small receive buffer, so that it becomes a slow reader.
  public TestClient slowPlayer(String name) {
    TestClient client = keep(TestClient.withSmallReceiveBuffer(server.port()));
    client.login(name);
    return client;
  }

  private TestClient keep(TestClient client) {
    clients.add(client);
    return client;
  }

  /// Logs a client in, and returns it.
  public TestClient player(String name) {
    TestClient client = connect();
    client.login(name);
    return client;
  }

  public long count(Enum<?> event) {
    return server.count(event);
  }

  /// Makes [#close] accept that handlers and jobs have failed, because the test makes them fail.
  public void expectFailures() {
    failuresExpected = true;
  }

  /// Returns the number of sessions that have ended with this reason.
  public long closed(CloseReason reason) {
    return server.service().counters().closed(reason);
  }

  /// Waits until exactly this number of sessions has ended with this reason.
  public void awaitClosed(CloseReason reason, long times) {
    eventually(() -> assertThat(closed(reason)).as(reason.name()).isEqualTo(times));
  }

  /// Repeats an assertion until it succeeds. Fails when it still fails after a minute.
  public static void eventually(org.awaitility.core.ThrowingRunnable condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60)) // enough to start processes on a busy machine
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(condition);
  }

  @Override
  public void close() {
    clients.forEach(TestClient::close);
    assertThat(server.drain()).as("all sessions have ended in time").isTrue();
    assertThat(server.ledger().isZero()).as(server.ledger().toString()).isTrue();
    if (!failuresExpected) {
      assertThat(server.service().counters().handlerFailures()).as("handlers failed").isZero();
      assertThat(server.completionPort().jobFailures().counts().values())
          .as("jobs failed: %s", server.completionPort().jobFailures().counts())
          .containsOnly(0L);
    }
  }
}
