package dev.wharf.server.player;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests that an account has one player, and that the newest login wins.
class TakeoverTest {
  private static final String TAKEN_OVER = "another client logged in with this account";

  private static final int ROUNDS = 20;
  private static final int CLIENTS = 6;

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void aSecondLoginEndsTheFirst() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient first = server.player("alice");
      TestClient second = server.connect();
      requestLogin(second, "alice");
      Failure failure = first.receiveFailure(FailureCode.KICKED, true);
      assertThat(failure.getMessage()).isEqualTo(TAKEN_OVER);
      assertThat(first.next()).as("the connection has ended").isNull();
      first.close();
      assertThat(second.receive(LoginReply.class).getName()).isEqualTo("alice");
      assertThat(told).containsExactly("in 1", "out 1", "in 2");
      assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1);
      server.awaitClosed(CloseReason.KICKED, 1);
    }
  }

  @Test
  void theSecondLoginWaitsForTheSaveOfTheFirst() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      TestClient first = server.player("alice");
      TestClient second = server.connect();
      requestLogin(second, "alice");
      first.awaitEnd();
      first.close();
      eventually(() -> assertThat(told).containsExactly("in 1", "out 1"));
      assertThat(server.server().players().find("alice")).isNull();
      saved.complete(null);
      assertThat(second.receive(LoginReply.class).getPlayerId()).isEqualTo(2);
    }
  }

  @Test
  void aLoginWaitsForThePlayerWhoHasLeftAndIsBeingSaved() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient second = server.connect();
      requestLogin(second, "alice");
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      assertThat(told).containsExactly("in 1", "out 1");
      saved.complete(null);
      second.receive(LoginReply.class);
    }
  }

  @Test
  void aThirdLoginReplacesTheSecondThatWaits() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      server.player("alice").close();
      TestClient second = server.connect();
      requestLogin(second, "alice");
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      TestClient third = server.connect();
      requestLogin(third, "alice");
      second.receiveFailure(FailureCode.KICKED, true);
      second.close();
      saved.complete(null);
      third.receive(LoginReply.class);
      assertThat(told).containsExactly("in 1", "out 1", "in 2");
    }
  }

  /// The connection of the client's first login was cut, and its login request is late.
  @Test
  void aLateLoginOfTheSameClientDoesNotTakeOver() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient newest = server.connect();
      requestLogin(newest, "alice", 7, 2);
      newest.receive(LoginReply.class);
      TestClient late = server.connect();
      requestLogin(late, "alice", 7, 1);
      Failure failure = late.receiveFailure(FailureCode.NAME_TAKEN, true);
      assertThat(failure.getMessage()).isEqualTo("the client has sent a newer login");
      assertThat(server.count(LoginEvent.LOGINS_OVERTAKEN)).isEqualTo(1);
      assertThat(server.count(PlayerEvent.TAKEOVERS)).isZero();
      assertThat(told).containsExactly("in 1");
    }
  }

  @Test
  void aLateLoginDoesNotReplaceANewerOneThatWaits() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      server.player("alice").close();
      TestClient newest = server.connect();
      requestLogin(newest, "alice", 7, 2);
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      TestClient late = server.connect();
      requestLogin(late, "alice", 7, 1);
      late.receiveFailure(FailureCode.NAME_TAKEN, true);
      saved.complete(null);
      newest.receive(LoginReply.class);
    }
  }

  /// The number 2^32 - 1 is the highest one, because the numbers are unsigned.
  @ParameterizedTest
  @CsvSource({"7, 1, 7, 2", "7, 1, 8, 1", "7, 2, 8, 1", "0, 2, 0, 1", "7, 2, 0, 0", "7, 1, 7, -1"})
  void aNewerLoginOrOneOfAnotherClientTakesOver(
      long firstInstance, int firstAttempt, long secondInstance, int secondAttempt) {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient first = server.connect();
      requestLogin(first, "alice", firstInstance, firstAttempt);
      first.receive(LoginReply.class);
      TestClient second = server.connect();
      requestLogin(second, "alice", secondInstance, secondAttempt);
      first.receiveFailure(FailureCode.KICKED, true);
      first.close();
      second.receive(LoginReply.class);
      assertThat(server.count(LoginEvent.LOGINS_OVERTAKEN)).isZero();
    }
  }

  @Test
  void aLoginThatWaitsAndLeavesKeepsNothing() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      server.player("alice").close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      TestClient second = server.connect();
      requestLogin(second, "alice");
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      second.close();
      server.awaitClosed(CloseReason.PEER_CLOSED, 2);
      saved.complete(null);
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(told).containsExactly("in 1", "out 1");
    }
  }

  @Test
  void aLoginThatWaitsMayOnlySendHeartbeats() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    try (RunningServer server =
        RunningServer.start(game(tellAnd(context -> context.onGoneSave(_ -> saved))))) {
      server.player("alice").close();
      TestClient second = server.connect();
      requestLogin(second, "alice");
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      requestLogin(second, "bob");
      second.receiveFailure(FailureCode.WRONG_STATE, true);
      saved.complete(null);
    }
  }

  @Test
  void aLoginIsRefusedWhenItsNameWasTakenWhileItWaited() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    Authenticator tokenIsAccount = attempt -> Authentication.accepted(Account.of(attempt.token()));
    try (RunningServer server =
        RunningServer.start(
            game(tellAnd(context -> context.onGoneSave(_ -> saved))), tokenIsAccount)) {
      TestClient first = server.connect();
      first.login("alice", "one");
      first.close();
      TestClient second = server.connect();
      requestLogin(second, "bob", "one");
      eventually(() -> assertThat(server.count(PlayerEvent.TAKEOVERS)).isEqualTo(1));
      server.connect().login("bob", "other");
      saved.complete(null);
      second.receiveFailure(FailureCode.NAME_TAKEN, true);
    }
  }

  /// The client of the first login has vanished, and closes nothing. The server ends the connection
  /// without it.
  @Test
  void theClientOfTheFirstLoginNeedNotClose() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient _ = server.player("alice");
      TestClient second = server.connect();
      requestLogin(second, "alice");
      second.receive(LoginReply.class);
      assertThat(told).containsExactly("in 1", "out 1", "in 2");
    }
  }

  @Test
  void theSettingRefusesTheSecondLogin() {
    try (RunningServer server = RunningServer.start(game(this::tell), "login.second", "refuse")) {
      TestClient first = server.player("alice");
      TestClient second = server.connect();
      requestLogin(second, "alice");
      second.receiveFailure(FailureCode.NAME_TAKEN, false);
      assertThat(told).containsExactly("in 1");
      first.close();
    }
  }

  @Test
  void aPlayerOfAnotherAccountKeepsItsName() {
    AtomicInteger accounts = new AtomicInteger();
    Authenticator fresh =
        _ -> Authentication.accepted(Account.of("account " + accounts.incrementAndGet()));
    try (RunningServer server = RunningServer.start(game(this::tell), fresh)) {
      server.player("alice");
      TestClient second = server.connect();
      requestLogin(second, "ALICE");
      second.receiveFailure(FailureCode.NAME_TAKEN, false);
      assertThat(told).containsExactly("in 1");
    }
  }

  /// Many clients log in with one account at the same time. The hooks of the game must never see
  /// two players of the account, and in the end one is left.
  @Test
  void loginsAtTheSameInstantLeaveOnePlayer() {
    ConcurrentMap<String, Integer> online = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    Consumer<GameContext> counting =
        context -> {
          context.onLogin(
              session -> {
                int now = online.merge(session.player().account().id(), 1, Integer::sum);
                most.accumulateAndGet(now, Math::max);
              });
          context.onGone(
              session -> online.merge(session.player().account().id(), -1, Integer::sum));
        };
    try (RunningServer server = RunningServer.start(game(counting))) {
      for (int round = 0; round < ROUNDS; round++) {
        String name = "alice" + round;
        AtomicInteger open = new AtomicInteger(CLIENTS);
        List<TestClient> clients = Stream.generate(server::connect).limit(CLIENTS).toList();
        clients.forEach(client -> Thread.startVirtualThread(() -> play(client, name, open)));
        eventually(() -> assertThat(open).hasValue(1));
        eventually(() -> assertThat(online).containsEntry(name, 1));
        eventually(() -> assertThat(server.server().players().find(name)).isNotNull());
        clients.forEach(TestClient::close);
        eventually(() -> assertThat(online).containsEntry(name, 0));
      }
    }
    assertThat(most).as("players of one account").hasValue(1);
  }

  /// Logs in, and reads until the connection ends.
  private static void play(TestClient client, String name, AtomicInteger open) {
    requestLogin(client, name);
    client.awaitEnd();
    client.close();
    open.decrementAndGet();
  }

  private Consumer<GameContext> tellAnd(Consumer<GameContext> more) {
    return context -> {
      tell(context);
      more.accept(context);
    };
  }

  private void tell(GameContext context) {
    context.onLogin(session -> told.add("in " + session.player().id()));
    context.onGone(session -> told.add("out " + session.player().id()));
  }

  private static void requestLogin(TestClient client, String name) {
    requestLogin(client, name, "");
  }

  private static void requestLogin(
      TestClient client, String name, long clientInstance, int attempt) {
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(name)
            .setClientInstance(clientInstance)
            .setAttempt(attempt));
  }

  private static void requestLogin(TestClient client, String name, String token) {
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(name)
            .setCredential(ByteString.copyFromUtf8(token)));
  }

  private static Game game(Consumer<GameContext> setUp) {
    return new Game() {
      @Override
      public String name() {
        return "takeover";
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
  }
}
