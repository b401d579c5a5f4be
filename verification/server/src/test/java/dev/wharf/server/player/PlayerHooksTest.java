package dev.wharf.server.player;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.GameServer;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.player.PlayerHooks.SaveEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the hooks that tell a game about its players.
class PlayerHooksTest {
  private static final int ENTER = 1;
  private static final int ENTERED = 2;
  private static final String UNANSWERED = "unanswered";

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void callsTheLoginHookAfterTheReplyAndBeforeOthersFindThePlayer() {
    Consumer<GameContext> setUp =
        context ->
            context.onLogin(
                session -> {
                  String name = session.player().name();
                  told.add(name + " found: " + (context.players().find(name) != null));
                  session.send(ServerNotice.newBuilder().setText("welcome " + name));
                });
    try (RunningServer server = RunningServer.start(game(setUp))) {
      TestClient alice = server.connect();
      alice.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      assertThat(alice.next()).isInstanceOf(LoginReply.class);
      assertThat(alice.receive(ServerNotice.class).getText()).isEqualTo("welcome alice");
      assertThat(told).containsExactly("alice found: false");
    }
  }

  @Test
  void callsTheLeaveHookOncePerPlayer() {
    try (RunningServer server =
        RunningServer.start(
            game(context -> context.onGone(session -> told.add(session.player().name()))),
            "login.second",
            "refuse")) {
      TestClient alice = server.player("alice");
      TestClient other = server.connect();
      other.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      other.receiveFailure(FailureCode.NAME_TAKEN, false);
      other.close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      assertThat(told).isEmpty();
      alice.close();
      eventually(() -> assertThat(told).containsExactly("alice"));
    }
    assertThat(told).containsExactly("alice");
  }

  @Test
  void keepsTheNameTakenUntilThePlayerIsSaved() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(
            game(context -> context.onGoneSave(_ -> saved)), "login.second", "refuse")) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient again = server.connect();
      again.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      again.receiveFailure(FailureCode.NAME_TAKEN, false);
      saved.complete(null);
      assertThat(again.login("alice").getName()).isEqualTo("alice");
    }
  }

  @Test
  void doesNotFindAPlayerWhoHasLeftAndIsBeingSaved() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(context -> context.onGoneSave(_ -> saved)))) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      assertThat(server.server().players().find("alice")).isNull();
      assertThat(server.server().players().online()).isEmpty();
      saved.complete(null);
    }
  }

  @Test
  void keepsTheAccountTakenUnderAnyName() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    Authenticator one = _ -> Authentication.accepted(Account.of("account 1"));
    Game game = game(context -> context.onGoneSave(_ -> saved));
    try (RunningServer server = RunningServer.start(game, one, "login.second", "refuse")) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient bob = server.connect();
      bob.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      bob.receiveFailure(FailureCode.NAME_TAKEN, false);
      saved.complete(null);
      assertThat(bob.login("bob").getName()).isEqualTo("bob");
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
  void savesThePlayerAndFreesTheNameWhenAnotherTaskThrows(Class<?> thrown) {
    Consumer<GameContext> setUp =
        context -> {
          context.onLogin(
              session ->
                  session.atEnd(
                      () -> {
                        if (thrown == AssertionError.class) {
                          throw new AssertionError("thrown by the test");
                        }
                        throw new IllegalStateException("thrown by the test");
                      }));
          context.onGone(session -> told.add(session.player().name()));
        };
    try (RunningServer server = RunningServer.start(game(setUp))) {
      server.expectFailures();
      server.player("alice").close();
      eventually(() -> assertThat(told).containsExactly("alice"));
      assertThat(server.player("alice")).isNotNull();
    }
  }

  @Test
  void reportsThatADrainLostAPlayer() {
    Game game =
        game(
            context ->
                context.onGoneSave(
                    _ -> CompletableFuture.failedFuture(new IOException("thrown by the test"))));
    try (GameServer server = GameServer.start(game, game.config(Map.of("listen.port", "0")));
        TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      server.askToDrain();
      alice.finish();
      assertThat(server.drain()).as("all were saved").isFalse();
    }
  }

  @Test
  void freesTheNameOfAPlayerWhoCannotBeSaved() {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (RunningServer server =
        RunningServer.start(
            game(
                context ->
                    context.onGoneSave(
                        _ -> {
                          if (broken.getAndSet(false)) {
                            throw new IllegalStateException("thrown by the test");
                          }
                          return CompletableFuture.completedFuture(null);
                        })))) {
      server.player("alice").close();
      eventually(() -> assertThat(server.count(SaveEvent.SAVES_FAILED)).isEqualTo(1));
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(server.player("alice")).isNotNull();
    }
  }

  @Test
  void waitsForSavesWhenItDrains() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    Game game =
        game(
            context ->
                context.onGoneSave(
                    _ -> {
                      asked.complete(true);
                      return saved;
                    }));
    try (RunningServer server = RunningServer.start(game)) {
      TestClient alice = server.player("alice");
      CompletableFuture<Boolean> drained =
          CompletableFuture.supplyAsync(() -> server.server().drain());
      alice.close();
      assertThat(asked.join()).isTrue();
      assertThat(drained).isNotDone();
      saved.complete(null);
      assertThat(drained.join()).isTrue();
    }
  }

  @Test
  void waitsForSavesNoLongerThanTheGracePeriod() {
    Game game = game(context -> context.onGoneSave(_ -> new CompletableFuture<>()));
    Map<String, String> values =
        Map.of("listen.port", "0", "shutdown.grace", "300ms", "login.save-timeout", "1h");
    try (GameServer server = GameServer.start(game, game.config(values));
        TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      alice.finish();
      assertThat(server.drain()).as("saved in time").isFalse();
    }
  }

  @Test
  void refusesLoginsWhileTooManyPlayersAreBeingSaved() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(
            game(context -> context.onGoneSave(_ -> saved)), "login.max-saves", "1")) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient bob = server.connect();
      bob.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      bob.receiveFailure(FailureCode.SERVER_FULL, true);
      assertThat(server.count(SaveEvent.LOGINS_OVER_SAVES)).isEqualTo(1);
      saved.complete(null);
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(server.player("bob")).isNotNull();
    }
  }

  @Test
  void refusesLoginsWhileSavesThatTookTooLongStillRun() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(
            game(context -> context.onGoneSave(_ -> saved)),
            "login.max-saves",
            "1",
            "login.save-timeout",
            "100ms")) {
      server.player("alice").close();
      eventually(() -> assertThat(server.server().players().count()).isZero());
      TestClient bob = server.connect();
      bob.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      bob.receiveFailure(FailureCode.SERVER_FULL, true);
      saved.complete(null);
      assertThat(server.player("bob")).isNotNull();
    }
  }

  @Test
  void removesAPlayerWhoseReplyThrows() {
    try (RunningServer server = RunningServer.start(new OwnLogin())) {
      server.expectFailures();
      enter(server, UNANSWERED).awaitEnd();
      server.awaitClosed(CloseReason.HANDLER_FAILED, 1);
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(told).isEmpty();
    }
  }

  @Test
  void anInvalidNameDoesNotCountAsAFailureOfTheGame() {
    try (RunningServer server = RunningServer.start(new OwnLogin())) {
      enter(server, "").awaitEnd();
      server.awaitClosed(PacketCloseReasons.LOGIN_REFUSED, 1);
      assertThat(told).containsExactly("BAD_NAME");
    }
  }

  /// Tests a game that has its own login: a raw packet with the name. The reply is another raw
  /// packet.
  @Test
  void aGameWithALoginOfItsOwnHasTheSameHooks() throws IOException {
    try (RunningServer server = RunningServer.start(new OwnLogin())) {
      TestClient alice = enter(server, "alice");
      assertThat(alice.next()).as("the reply").isNotNull();
      enter(server, "ALICE").awaitEnd();
      eventually(() -> assertThat(told).containsExactly("in alice", "NAME_TAKEN"));
      assertThat(server.server().players().find("alice")).isNotNull();
      alice.close();
      eventually(() -> assertThat(told).containsExactly("in alice", "NAME_TAKEN", "out alice"));
      assertThat(server.server().players().count()).isZero();
    }
  }

  private static TestClient enter(RunningServer server, String name) {
    TestClient client = server.connect();
    client.sendRaw(TestClient.frame(ENTER, name.getBytes(StandardCharsets.UTF_8)));
    return client;
  }

  private final class OwnLogin implements Game {
    @Override
    public String name() {
      return "own-login";
    }

    @Override
    public PacketCatalog catalog() {
      return PacketCatalog.rawOnly(HeaderFormat.SERVER_CORE);
    }

    @Override
    public void start(GameContext context) {
      context.onLogin(session -> told.add("in " + session.player().name()));
      context.onGone(session -> told.add("out " + session.player().name()));
      context
          .packets()
          .onRaw(
              ENTER,
              Set.of(Stage.LOGIN),
              (session, body) -> {
                String name = StandardCharsets.UTF_8.decode(body).toString();
                EnterResult result =
                    context.enter(session, name, Account.of(name), _ -> answer(session, name));
                if (result != EnterResult.ENTERED) {
                  told.add(result.name());
                  session.close(PacketCloseReasons.LOGIN_REFUSED, "the name cannot be had");
                }
              });
    }

    private static void answer(GameSession session, String name) {
      if (name.equals(UNANSWERED)) {
        throw new IllegalStateException("thrown by the test");
      }
      session.sendRaw(ENTERED, new byte[0]);
    }
  }

  @Test
  void endsTheSessionWhoseLoginHookThrowsAndCallsTheLeaveHook() {
    Consumer<GameContext> setUp =
        context -> {
          context.onLogin(
              _ -> {
                throw new IllegalStateException("thrown by the test");
              });
          context.onGone(session -> told.add(session.player().name()));
        };
    try (RunningServer server = RunningServer.start(game(setUp))) {
      server.expectFailures();
      server.connect().send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      server.awaitClosed(CloseReason.HANDLER_FAILED, 1);
      eventually(() -> assertThat(told).containsExactly("alice"));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, CLIENT_TOO_OLD", "6, CLIENT_TOO_NEW", "-1, CLIENT_TOO_NEW"})
  void refusesClientsOfOtherVersionsWithAPlainMessage(int version, FailureCode code) {
    try (RunningServer server = RunningServer.start(game(new ClientVersions(3, 5), _ -> {}))) {
      TestClient client = server.connect();
      client.send(
          LoginRequest.newBuilder().setRequestId(1).setName("alice").setClientVersion(version));
      assertThat(client.receiveFailure(code, true).getMessage())
          .isEqualTo(
              "this client has version "
                  + Integer.toUnsignedString(version)
                  + ", but the server accepts 3 to 5");
      client.awaitEnd();
    }
  }

  private static Game game(Consumer<GameContext> setUp) {
    return game(ClientVersions.ANY, setUp);
  }

  private static Game game(ClientVersions versions, Consumer<GameContext> setUp) {
    return new Game() {
      @Override
      public String name() {
        return "hooked";
      }

      @Override
      public PacketCatalog catalog() {
        return PacketCatalog.withSystem();
      }

      @Override
      public ClientVersions clientVersions() {
        return versions;
      }

      @Override
      public void start(GameContext context) {
        setUp.accept(context);
      }
    };
  }
}
