package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.StopHooks.StopEvent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Tests the end of a server. The players are saved first, then the game's own resources are
/// closed.
class ServerEndTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void closesTheGamesResourcesInReverseOrderAfterThePlayersAreSaved() {
    Consumer<GameContext> setUp =
        context -> {
          context.onStop("first", () -> told.add("first"));
          context.onStop("second", () -> told.add("second"));
          context.onGone(session -> told.add("saved " + session.player().name()));
        };
    try (GameServer server = start(setUp);
        TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      alice.finish();
      assertThat(server.drain()).isTrue();
    }
    assertThat(told).containsExactly("saved alice", "second", "first");
  }

  @Test
  void closesTheOtherResourcesWhenOneThrowsAndCountsIt() {
    try (GameServer server =
        start(
            context -> {
              context.onStop("first", () -> told.add("first"));
              context.onStop(
                  "broken",
                  () -> {
                    throw new IOException("thrown by the test");
                  });
            })) {
      assertThat(server.drain()).isFalse();
      assertThat(server.hasEndedInDisorder()).isTrue();
      assertThat(told).containsExactly("first");
      assertThat(server.count(StopEvent.STOPS_FAILED)).isEqualTo(1);
    }
  }

  @Test
  void abandonsAResourceThatDoesNotCloseInTimeAndLaterOnes() {
    CountDownLatch never = new CountDownLatch(1);
    try (GameServer server =
        start(
            context -> {
              context.onStop("first", () -> told.add("first"));
              context.onStop("stuck", never::await);
            },
            "shutdown.grace",
            "100ms",
            "shutdown.reserve",
            "100ms")) {
      assertThat(server.drain()).isFalse();
      assertThat(server.count(StopEvent.STOPS_FAILED)).isEqualTo(2);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void drainsToTheEndWhenTheCallerIsInterrupted() {
    try (GameServer server = start(context -> context.onStop("only", () -> told.add("only")))) {
      Thread.currentThread().interrupt();
      assertThat(server.drain()).as("the drain was not complete").isFalse();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(server.drain()).as("the drain is complete").isTrue();
    }
    assertThat(told).containsExactly("only");
  }

  @Test
  void closesWithoutADrain() {
    start(context -> context.onStop("only", () -> told.add("only"))).close();
    assertThat(told).containsExactly("only");
  }

  @Test
  void closesTheGamesResourcesAfterThePlayersHaveLeft() {
    Consumer<GameContext> setUp =
        context -> {
          context.onStop("link", () -> told.add("link closed"));
          context.onGone(_ -> told.add("left"));
        };
    GameServer server = start(setUp);
    try (TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      server.close();
    }
    assertThat(told).containsExactly("left", "link closed");
  }

  @Test
  void closesTheGamesResourcesWhenTheStartFails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                start(
                    context -> {
                      context.onStop("only", () -> told.add("only"));
                      throw new IllegalStateException("thrown by the test");
                    }));
    assertThat(told).containsExactly("only");
  }

  /// Tests a start that fails because a gauge has the name of a counter of the kit. The server
  /// finds this only after it has begun to listen. Sessions use the game's resources, so the server
  /// must stop listening before it closes these resources.
  @Test
  void stopsListeningBeforeItClosesTheGamesResourcesWhenTheStartFails() throws IOException {
    int port = freePort();
    Consumer<GameContext> setUp =
        context -> {
          context.onStop("only", () -> told.add(isListenedOn(port) ? "listens" : "has ended"));
          context.gauge("accepts", "Has the name of a counter", () -> 1);
        };
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                start(
                    "wharf",
                    setUp,
                    "listen.port",
                    String.valueOf(port),
                    "admin.enabled",
                    "true",
                    "admin.port",
                    "0"));
    assertThat(told).containsExactly("has ended");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean isListenedOn(int port) throws IOException {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /// Tests a player who stays until the drain ends the player's session. At that moment, no time of
  /// the grace period is left.
  @Test
  void givesSavesAtTheEndOfTheGracePeriodTheirOwnTime() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    Consumer<GameContext> setUp =
        context ->
            context.onGoneSave(
                _ -> {
                  saved.completeOnTimeout(null, 200, TimeUnit.MILLISECONDS);
                  return saved;
                });
    try (GameServer server = start(setUp, "shutdown.grace", "100ms", "shutdown.reserve", "1m");
        TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      boolean _ = server.drain();
      assertThat(server.hasEndedInDisorder()).isFalse();
      assertThat(saved).isDone();
    }
  }

  private static GameServer start(Consumer<GameContext> setUp, String... keysAndValues) {
    return start("ending", setUp, keysAndValues);
  }

  private static GameServer start(
      String name, Consumer<GameContext> setUp, String... keysAndValues) {
    Game game =
        new Game() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public PacketCatalog catalog() {
            return PacketCatalog.withSystem();
          }

          @Override
          public void start(GameContext context) {
            setUp.accept(context);
          }
        };
    Map<String, String> values = new HashMap<>(Map.of("listen.port", "0"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return GameServer.start(game, game.config(values));
  }
}
