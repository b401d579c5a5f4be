package dev.wharf.server.login;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.player.Account;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  @Test
  void acceptsAPlayerAndTellsTheHeartbeatInterval() {
    try (RunningServer server = RunningServer.start()) {
      LoginReply reply = server.connect().login("alice");

      assertThat(reply.getRequestId()).isEqualTo(1);
      assertThat(reply.getPlayerId()).isPositive();
      assertThat(reply.getName()).isEqualTo("alice");
      assertThat(reply.getHeartbeatSeconds()).isEqualTo(10);
      assertThat(reply.getIdleSeconds()).isEqualTo(30);
      assertThat(server.count(LoginEvent.LOGINS)).isEqualTo(1);
    }
  }

  @Test
  void tellsTheClientTheLargestFramesBothWays() {
    try (RunningServer server = RunningServer.start()) {
      LoginReply reply = server.connect().login("alice");
      assertThat(reply.getMaxFrameBytes()).isEqualTo(4096);
      assertThat(reply.getMaxSentFrameBytes()).isEqualTo(4096);
    }
    try (RunningServer server =
        RunningServer.start(
            "session.max-frame-bytes", "8192", "session.max-sent-frame-bytes", "16384")) {
      LoginReply reply = server.connect().login("alice");
      assertThat(reply.getMaxFrameBytes()).isEqualTo(8192);
      assertThat(reply.getMaxSentFrameBytes()).isEqualTo(16384);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "abcdefghijklmnopqrstuvwxy",
        "two words",
        "line\nbreak",
        "\u202Eevil",
        "a.b",
        "\u3164\u3164\u3164",
        "zero\u200Bwidth",
        "\u0430dmin",
        "soft\u00ADhyphen",
        "\u0301mark",
        "\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7"
            + "\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7\uD842\uDFB7"
      })
  void refusesANameOutsideTheRulesAndLetsTheClientTryAnother(String name) {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.connect();
      client.send(LoginRequest.newBuilder().setRequestId(7).setName(name));

      Failure failure = client.receiveFailure(FailureCode.INVALID_REQUEST, false);
      assertThat(failure.getRequestId()).isEqualTo(7);
      assertThat(failure.getMessage()).startsWith("a name has");
      assertThat(client.login("good_name-1").getName()).isEqualTo("good_name-1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "abcdefghijklmnopqrstuvwx",
        "7of9",
        "홍길동",
        "Ünïcode",
        "_-",
        "สมชาย",
        "प्रिया",
        "தமிழ்"
      })
  void takesNamesWithinTheRules(String name) {
    try (RunningServer server = RunningServer.start()) {
      assertThat(server.connect().login(name).getName()).isEqualTo(name);
    }
  }

  @Test
  void endsTheConnectionAfterTheLastAttempt() {
    try (RunningServer server = RunningServer.start("login.max-tries", "2")) {
      TestClient client = server.connect();
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("!"));
      client.receiveFailure(FailureCode.INVALID_REQUEST, false);
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("?"));
      client.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      client.awaitEnd();

      assertThat(server.count(LoginEvent.LOGINS_OVER_TRIES)).isEqualTo(1);
      assertThat(server.count(LoginEvent.LOGINS_REFUSED)).isEqualTo(2);
      client.close();
      eventually(
          () ->
              assertThat(
                      server.server().service().counters().closed(PacketCloseReasons.LOGIN_REFUSED))
                  .isEqualTo(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Rene\u0301", "rené", "RENÉ", "Ｒené"})
  void refusesANameThatIsOnlineInWhateverCaseAndForm(String name) {
    try (RunningServer server = RunningServer.start("login.second", "refuse")) {
      assertThat(server.connect().login("Rene\u0301").getName()).isEqualTo("René");

      TestClient second = server.connect();
      second.send(LoginRequest.newBuilder().setRequestId(3).setName(name));
      Failure failure = second.receiveFailure(FailureCode.NAME_TAKEN, false);
      assertThat(failure.getMessage()).isEqualTo("this name is taken by a player online");
      assertThat(failure.getRequestId()).isEqualTo(3);
    }
  }

  @Test
  void aTakenNameEndsTheConnectionAfterTheLastAttemptWithItsOwnCode() {
    try (RunningServer server =
        RunningServer.start("login.max-tries", "2", "login.second", "refuse")) {
      server.player("alice");
      TestClient second = server.connect();
      second.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      second.receiveFailure(FailureCode.NAME_TAKEN, false);
      second.send(LoginRequest.newBuilder().setRequestId(2).setName("alice"));
      second.receiveFailure(FailureCode.NAME_TAKEN, true);
      second.awaitEnd();
      server.awaitClosed(PacketCloseReasons.LOGIN_REFUSED, 1);
    }
  }

  @Test
  void freesTheNameWhenItsPlayerHasLeft() {
    try (RunningServer server = RunningServer.start()) {
      server.player("alice").close();
      eventually(() -> assertThat(server.server().service().sessionCount()).isZero());
      assertThat(server.connect().login("alice").getPlayerId()).isEqualTo(2);
    }
  }

  @Test
  void acceptsOneOfManyLoginsWithTheSameName() {
    CountDownLatch all = new CountDownLatch(8);
    Authenticator together =
        attempt -> {
          all.countDown();
          all.await();
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server = RunningServer.start(together, "login.second", "refuse")) {
      TestClient[] clients = new TestClient[8];
      for (int i = 0; i < clients.length; i++) {
        clients[i] = server.connect();
        clients[i].send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      }
      int let = 0;
      for (TestClient client : clients) {
        let += client.next() instanceof LoginReply ? 1 : 0;
      }
      assertThat(let).isEqualTo(1);
    }
  }

  @Test
  void endsTheConnectionWhenTheTokenIsNotAccepted() {
    Authenticator nobody = attempt -> Authentication.refused("not today");
    try (RunningServer server = RunningServer.start(nobody)) {
      TestClient client = server.connect();
      client.send(
          LoginRequest.newBuilder()
              .setRequestId(5)
              .setName("alice")
              .setCredential(ByteString.copyFromUtf8("x")));

      Failure failure = client.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      assertThat(failure.getMessage()).isEqualTo("not today");
      assertThat(failure.getRequestId()).isEqualTo(5);
      client.awaitEnd();
    }
  }

  @Test
  void refusesWhenTheAuthenticatorThrows() {
    Authenticator broken =
        attempt -> {
          throw new IllegalStateException("no database");
        };
    try (RunningServer server = RunningServer.start(broken)) {
      TestClient client = server.connect();
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      assertThat(client.receiveFailure(FailureCode.LOGIN_BUSY, true).getMessage())
          .doesNotContain("database");
    }
  }

  @Test
  void servesOthersWhileTheAuthenticatorBlocks() {
    CountDownLatch released = new CountDownLatch(1);
    Authenticator slowForBob =
        attempt -> {
          if (attempt.name().equals("bob")) {
            released.await();
          }
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server = RunningServer.start(slowForBob, "port.workers", "1")) {
      TestClient bob = server.connect();
      bob.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      bob.send(HeartbeatRequest.newBuilder().setClientTime(3));
      assertThat(bob.receive(HeartbeatReply.class).getClientTime()).isEqualTo(3);

      assertThat(server.connect().login("alice").getName()).isEqualTo("alice");
      released.countDown();
      assertThat(bob.receive(LoginReply.class).getName()).isEqualTo("bob");
    }
  }

  @Test
  void givesUpOnAnAuthenticatorThatTakesTooLong() {
    AtomicBoolean interrupted = new AtomicBoolean();
    Authenticator stuck =
        attempt -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server = RunningServer.start(stuck, "login.check-timeout", "100ms")) {
      TestClient client = server.connect();
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      client.receiveFailure(FailureCode.LOGIN_BUSY, true);
      eventually(() -> assertThat(server.count(LoginEvent.LOGIN_CHECKS_TIMED_OUT)).isEqualTo(1));
      eventually(() -> assertThat(interrupted).isTrue());
    }
  }

  @Test
  void keepsThePlaceOfACheckThatIgnoresItsInterrupt() {
    CountDownLatch released = new CountDownLatch(1);
    Authenticator deaf =
        attempt -> {
          awaitWhateverComes(released);
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server =
        RunningServer.start(deaf, "login.check-timeout", "100ms", "login.max-in-flight", "1")) {
      TestClient first = server.connect();
      first.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      first.receiveFailure(FailureCode.LOGIN_BUSY, true);

      TestClient second = server.connect();
      second.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      second.receiveFailure(FailureCode.SERVER_FULL, true);
      assertThat(server.count(LoginEvent.LOGINS_OVER_IN_FLIGHT)).isEqualTo(1);

      released.countDown();
      eventually(() -> assertThat(server.connect().login("carol").getName()).isEqualTo("carol"));
    }
  }

  @Test
  void acceptsManyLoginsAtOnceInDevelopmentMode() {
    CountDownLatch allAtOnce = new CountDownLatch(300);
    Authenticator slow =
        attempt -> {
          allAtOnce.countDown();
          allAtOnce.await();
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server =
        RunningServer.start(
            slow,
            "development",
            "true",
            "login.check-timeout",
            "1m",
            "session.login-timeout",
            "2m")) {
      List<TestClient> storm =
          IntStream.range(0, 300)
              .mapToObj(
                  i -> {
                    TestClient client = server.connect();
                    client.send(LoginRequest.newBuilder().setRequestId(1).setName("player-" + i));
                    return client;
                  })
              .toList();
      storm.forEach(client -> client.receive(LoginReply.class));
      assertThat(server.count(LoginEvent.LOGINS_OVER_IN_FLIGHT)).isZero();
    }
  }

  @Test
  void removesAClientThatLeavesWhileItsTokenIsChecked() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Authenticator slow =
        attempt -> {
          asked.countDown();
          released.await();
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (RunningServer server = RunningServer.start(slow)) {
      TestClient gone = server.connect();
      gone.send(LoginRequest.newBuilder().setRequestId(1).setName("alice"));
      awaitWhateverComes(asked);
      gone.close();
      eventually(() -> assertThat(server.server().service().sessionCount()).isZero());
      released.countDown();
      assertThat(server.connect().login("alice").getName()).isEqualTo("alice");
    }
  }

  @Test
  void refusesOtherPacketsBeforeTheLogin() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.connect();
      client.send(EchoRequest.newBuilder().setSequence(1));
      assertThat(client.receiveFailure(FailureCode.WRONG_STATE, true).getPacketId()).isEqualTo(100);
      client.awaitEnd();
    }
  }

  @Test
  void refusesASecondLoginOnTheSameConnection() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.player("alice");
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      client.receiveFailure(FailureCode.WRONG_STATE, true);
      client.awaitEnd();
    }
  }

  @Test
  void refusesATokenThatIsTooLong() {
    try (RunningServer server = RunningServer.start("login.max-token-bytes", "16")) {
      TestClient client = server.connect();
      client.send(
          LoginRequest.newBuilder()
              .setRequestId(1)
              .setName("alice")
              .setCredential(ByteString.copyFromUtf8("é".repeat(9))));
      assertThat(client.receiveFailure(FailureCode.INVALID_REQUEST, false).getMessage())
          .isEqualTo("a credential has at most 16 bytes, not 18");
      assertThat(client.login("alice", "é".repeat(8)).getName()).isEqualTo("alice");
    }
  }

  @Test
  void endsTheConnectionOnANameOfSixteenKibibytes() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.connect();
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("a".repeat(16 << 10)));
      client.receiveFailure(FailureCode.FRAME_TOO_LARGE, true);
      client.awaitEnd();
    }
  }

  @Test
  void endsTheConnectionOnANameThatIsNoUtf8() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.connect();
      ByteString brokenName = ByteString.copyFrom(new byte[] {0x12, 2, (byte) 0xC3, (byte) 0x28});
      client.sendRaw(TestClient.frame(1, brokenName.toByteArray()));
      client.receiveFailure(FailureCode.MALFORMED_BODY, true);
    }
  }

  @Test
  void acceptsManyPlayersWithLongNames() {
    try (RunningServer server = RunningServer.start()) {
      for (int i = 0; i < 300; i++) {
        String name = "이름이긴사람".repeat(2) + String.format("%03d", i);
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(48);
        assertThat(server.connect().login(name).getName()).isEqualTo(name);
      }
      assertThat(server.server().service().sessionCount()).isEqualTo(300);
    }
  }

  @Test
  void endsAConnectionThatDoesNotLogInInTime() {
    try (RunningServer server =
        RunningServer.start("session.login-timeout", "200ms", "login.check-timeout", "100ms")) {
      TestClient silent = server.connect();
      silent.awaitEnd();
      eventually(
          () ->
              assertThat(server.server().service().counters().closed(CloseReason.LOGIN_TIMEOUT))
                  .isEqualTo(1));
    }
  }

  private static void awaitWhateverComes(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
