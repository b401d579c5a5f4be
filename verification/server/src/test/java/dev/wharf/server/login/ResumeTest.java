package dev.wharf.server.login;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.GameServer;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.PlayerEvent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests players who lose their connection and come back, with a client that does every step by
/// hand.
class ResumeTest {
  private static final String UNKNOWN =
      "the token is not good: the grace time of 30 s has passed, the player has left, or a newer"
          + " token has replaced it";

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void aClientThatDoesNotAskGetsNoToken() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      LoginReply reply = alice.login("alice");
      assertThat(reply.getResumeToken()).isEqualTo(ByteString.EMPTY);
      assertThat(reply.getResumeSeconds()).isZero();
      alice.reset();
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(server.count(PlayerEvent.PLAYERS_ABSENT)).isZero();
    }
  }

  @Test
  void theSettingTurnsResumeOff() {
    try (RunningServer server = RunningServer.start("resume.grace", "0s")) {
      TestClient alice = server.connect();
      assertThat(alice.loginResumable("alice").getResumeToken()).isEqualTo(ByteString.EMPTY);
      alice.reset();
      eventually(() -> assertThat(server.server().players().count()).isZero());
    }
  }

  @Test
  void theLoginReplySaysHowToResume() {
    try (RunningServer server = RunningServer.start()) {
      LoginReply reply = server.connect().loginResumable("alice");
      assertThat(reply.getResumeToken().size()).isEqualTo(32);
      assertThat(reply.getResumeSeconds()).isEqualTo(30);
      assertThat(reply.getAcknowledgeEvery()).isEqualTo(64);
    }
  }

  @Test
  void repliesThatWereNotReadComeAgainInOrder() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      long id = alice.loginResumable("alice").getPlayerId();
      alice.echo(1);
      request(alice, 2, 3, 4, 5);
      assertThat(alice.receive(EchoReply.class).getSequence()).isEqualTo(2);
      GameSession session = server.session("alice");
      awaitHandled(server, session, 5);
      alice.reset();
      awaitAbsent(session);

      TestClient back = server.connect();
      back.resume(alice);
      ResumeReply reply = back.receive(ResumeReply.class);
      assertThat(reply.getRequestId()).isEqualTo(2);
      assertThat(reply.getPlayerId()).isEqualTo(id);
      assertThat(reply.getHandled()).isEqualTo(5);
      assertThat(reply.getResumeToken()).isNotEqualTo(alice.token());
      assertEchoes(back, 3, 4, 5);
      back.echo(6);
      assertThat(server.session("alice")).isSameAs(session);
      assertThat(session.isAbsent()).isFalse();
      assertThat(server.count(PlayerEvent.PLAYERS_RESUMED)).isEqualTo(1);
    }
  }

  @Test
  void theServerEndsTheOldConnectionThatIsStillOpen() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      request(alice, 1, 2);
      assertEchoes(alice, 1);
      awaitHandled(server, server.session("alice"), 2);
      TestClient back = server.connect();
      back.resume(alice);
      assertThat(back.receive(ResumeReply.class).getHandled()).isEqualTo(2);
      assertEchoes(back, 2);
      alice.awaitEnd();
    }
  }

  @Test
  void aPlayerWithoutAConnectionStaysInItsRoomAndMissesNothing() {
    try (RunningServer server = RunningServer.start("chat.texts", "0")) {
      TestClient alice = server.connect();
      TestClient bob = server.player("bob");
      alice.loginResumable("alice");
      int room = alice.join("lobby").getRoomId();
      bob.join("lobby");
      alice.reset();
      awaitAbsent(server.session("alice"));
      for (int i = 1; i <= 5; i++) {
        bob.sayAndHear(room, i, "text " + i);
      }
      bob.whisper(6, "alice", "are you there?");
      assertThat(bob.upTo(WhisperMessage.class)).noneMatch(MemberLeft.class::isInstance);

      TestClient back = server.connect();
      back.resume(alice);
      back.receive(ResumeReply.class);
      List<Message> kept = back.upTo(WhisperMessage.class);
      assertThat(kept)
          .filteredOn(ChatMessage.class::isInstance)
          .extracting(text -> ((ChatMessage) text).getSequence())
          .containsExactly(1L, 2L, 3L, 4L, 5L);
      back.sayAndHear(room, 1, "back");
    }
  }

  @Test
  void callsTheHooksInTheirOrder() {
    try (RunningServer server = RunningServer.start(game(this::tell), "resume.grace", "30s")) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      for (int i = 0; i < 3; i++) {
        alice.reset();
        awaitAbsent(server.session("alice"));
        TestClient back = server.connect();
        back.resume(alice);
        back.receive(ResumeReply.class);
        alice = back;
      }
      alice.send(Logout.newBuilder());
      alice.awaitEnd();
      alice.close();
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(told)
          .containsExactly(
              "in", "absent", "resumed", "absent", "resumed", "absent", "resumed", "gone");
    }
  }

  @Test
  void aPlayerWhoDoesNotComeBackLeaves() {
    try (RunningServer server = RunningServer.start(game(this::tell), "resume.grace", "300ms")) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.reset();
      eventually(() -> assertThat(told).containsExactly("in", "absent", "gone"));
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(server.count(PlayerEvent.PLAYERS_ABSENT_TOO_LONG)).isEqualTo(1);
      TestClient back = server.connect();
      back.resume(alice);
      Failure failure = back.receiveFailure(FailureCode.RESUME_REFUSED, false);
      assertThat(failure.getMessage()).startsWith("the token is not good");
      assertThat(failure.getRequestId()).isEqualTo(2);
      assertThat(back.login("alice").getPlayerId()).isEqualTo(2);
    }
  }

  @Test
  void aClientThatLogsOutLeavesAtOnce() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.send(Logout.newBuilder());
      alice.awaitEnd();
      alice.close();
      eventually(() -> assertThat(told).containsExactly("in", "gone"));
      refused(server, alice, UNKNOWN);
    }
  }

  @Test
  void aClientThatBreaksARuleLeavesAtOnce() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.sendRaw(TestClient.frame(9999, new byte[0]));
      alice.awaitEnd();
      alice.close();
      eventually(() -> assertThat(told).containsExactly("in", "gone"));
      refused(server, alice, UNKNOWN);
    }
  }

  // ---- tokens

  @Test
  void aTokenIsNotGoodTwice() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient back = resumed(server, alice);
      back.echo(1);
      refused(server, alice, UNKNOWN);
      back.echo(2);
      assertThat(server.count(ResumeEvent.RESUMES_WITH_UNKNOWN_TOKENS)).isEqualTo(1);
    }
  }

  @Test
  void theTokenBeforeIsGoodUntilTheFirstPacketOnTheNewConnection() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient lost = resumed(server, alice); // the client does not see this reply
      TestClient back = resumed(server, alice);
      lost.awaitEnd();
      back.echo(1);
      refused(server, alice, UNKNOWN);
      refused(server, lost, UNKNOWN);
      assertThat(resumed(server, back).handled()).isEqualTo(1);
    }
  }

  /// The client may have sent the heartbeat before it got the reply, which it never sees.
  @Test
  void aHeartbeatDoesNotReplaceTheTokenBefore() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient lost = resumed(server, alice);
      lost.send(HeartbeatRequest.newBuilder());
      lost.await(HeartbeatReply.class);
      TestClient back = resumed(server, alice);
      back.echo(1);
      refused(server, alice, UNKNOWN);
    }
  }

  @Test
  void aRequestThatArrivesAfterANewerOneIsRefused() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient back = server.connect();
      back.resume(alice.token(), alice.handled(), 2);
      back.receive(ResumeReply.class);
      TestClient late = server.connect(); // the client has given up this connection
      late.resume(alice.token(), alice.handled(), 1);
      assertThat(late.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage())
          .isEqualTo("the client has sent a newer request to resume the session");
      back.echo(1);
      TestClient next = server.connect();
      next.resume(back.token(), back.handled(), 3);
      next.receive(ResumeReply.class);
    }
  }

  @Test
  void aTokenOfAServerThatWasRestartedIsRefusedPlainly() {
    TestClient alice;
    try (RunningServer server = RunningServer.start()) {
      alice = server.connect();
      alice.loginResumable("alice");
    }
    try (RunningServer server = RunningServer.start()) {
      refused(server, alice, "the server was restarted");
      assertThat(server.count(ResumeEvent.RESUMES_AFTER_RESTART)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 31, 33, 64, 1000})
  void aTokenOfAnotherLengthIsRefused(int length) {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      ByteString token = alice.loginResumable("alice").getResumeToken();
      ByteString wrong = token.concat(ByteString.copyFrom(new byte[1000])).substring(0, length);
      TestClient thief = server.connect();
      thief.resume(wrong, 0);
      assertThat(thief.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage())
          .isEqualTo("a token has 32 bytes");
      alice.echo(1);
    }
  }

  @Test
  void theLastOfTheAttemptsEndsTheConnection() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      ByteString token = alice.loginResumable("alice").getResumeToken();
      byte[] guess = token.toByteArray();
      guess[31]++;
      TestClient thief = server.connect();
      for (int i = 0; i < 2; i++) {
        thief.resume(ByteString.copyFrom(guess), 0);
        thief.receiveFailure(FailureCode.RESUME_REFUSED, false);
      }
      thief.resume(ByteString.copyFrom(guess), 0);
      thief.receiveFailure(FailureCode.RESUME_REFUSED, true);
      thief.awaitEnd();
      thief.close();
      server.awaitClosed(PacketCloseReasons.LOGIN_REFUSED, 1);
      alice.echo(1);
    }
  }

  @Test
  void aClientOfAWrongVersionIsRefusedAtOnceAndMayResumeWithTheRightOne() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient wrong = server.connect();
      wrong.send(
          ResumeRequest.newBuilder()
              .setRequestId(1)
              .setResumeToken(alice.token())
              .setClientVersion(1000));
      wrong.receiveFailure(FailureCode.CLIENT_TOO_NEW, true);
      wrong.awaitEnd();
      resumed(server, alice).echo(1);
    }
  }

  @Test
  void aResumeWithoutANumberIsRefused() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.send(ResumeRequest.newBuilder());
      alice.receiveFailure(FailureCode.INVALID_REQUEST, false);
    }
  }

  @Test
  void aPlayerCannotResumeAgainOnTheSameConnection() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.resume(alice);
      alice.receiveFailure(FailureCode.WRONG_STATE, true);
    }
  }

  /// Many connections resume with the same token at the same time. One of them goes on, with every
  /// packet once; the others end.
  @Test
  void theNewestOfManyResumesWins() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      request(alice, 1, 2, 3);
      assertEchoes(alice, 1);
      awaitHandled(server, server.session("alice"), 3);
      List<TestClient> all = Stream.generate(server::connect).limit(16).toList();
      AtomicInteger ended = new AtomicInteger();
      List<List<Message>> received = new ArrayList<>();
      for (TestClient one : all) {
        List<Message> packets = new CopyOnWriteArrayList<>();
        received.add(packets);
        Thread.startVirtualThread(
            () -> {
              one.resume(alice.token(), 1);
              for (Message next = one.next(); next != null; next = one.next()) {
                packets.add(next);
                if (next instanceof Failure) {
                  break;
                }
              }
              ended.incrementAndGet();
            });
      }
      eventually(() -> assertThat(ended).hasValue(15));
      eventually(
          () ->
              assertThat(received)
                  .anySatisfy(
                      packets ->
                          assertThat(packets)
                              .filteredOn(EchoReply.class::isInstance)
                              .extracting(reply -> ((EchoReply) reply).getSequence())
                              .containsExactly(2L, 3L)));
      assertThat(server.session("alice").isAbsent()).isFalse();
    }
  }

  @Test
  void strangersWhoGuessDisturbNobody() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      for (int i = 0; i < 100; i++) {
        TestClient thief = server.connect();
        byte[] guess = alice.token().toByteArray();
        guess[8 + i % 24] ^= (byte) (1 + i);
        thief.resume(ByteString.copyFrom(guess), i);
        thief.receiveFailure(FailureCode.RESUME_REFUSED, false);
        thief.close();
      }
      alice.echo(1);
      assertThat(server.count(ResumeEvent.RESUMES_REFUSED)).isEqualTo(100);
    }
  }

  // ---- counters that lie

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, Long.MAX_VALUE, -1})
  void aResumeThatHasHandledWhatWasNeverSentEndsTheSession(long handled) {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient back = server.connect();
      back.resume(alice.token(), handled);
      back.receiveFailure(FailureCode.RESUME_REFUSED, false);
      eventually(() -> assertThat(told).containsExactly("in", "absent", "gone"));
      assertThat(server.count(ResumeEvent.RESUMES_IMPOSSIBLE)).isEqualTo(1);
      refused(server, alice, UNKNOWN);
    }
  }

  /// A request may be late, because its connection was slow. So it does not end the session.
  @Test
  void aResumeThatHasHandledLessThanItAcknowledgedIsRefused() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.echo(1);
      alice.echo(2);
      alice.acknowledge();
      alice.echo(3);
      TestClient late = server.connect();
      late.resume(alice.token(), 1);
      late.receiveFailure(FailureCode.RESUME_REFUSED, false);
      TestClient back = server.connect();
      back.resume(alice.token(), 2);
      back.receive(ResumeReply.class);
      assertEchoes(back, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 1000, Long.MAX_VALUE, -1})
  void acknowledgingWhatWasNeverSentEndsTheSession(long handled) {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.send(Acknowledge.newBuilder().setHandled(handled));
      alice.receiveFailure(FailureCode.BAD_ACKNOWLEDGEMENT, true);
      alice.awaitEnd();
      alice.close();
      server.awaitClosed(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, 1);
      eventually(() -> assertThat(told).containsExactly("in", "gone"));
      refused(server, alice, UNKNOWN);
    }
  }

  @Test
  void acknowledgingLessThanBeforeEndsTheSession() {
    try (RunningServer server = RunningServer.start()) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.echo(1);
      alice.echo(2);
      alice.acknowledge();
      alice.send(Acknowledge.newBuilder().setHandled(1));
      alice.awaitEnd();
      alice.close();
      server.awaitClosed(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, 1);
    }
  }

  @Test
  void whoNeverAcknowledgesGoesOnButCannotComeBack() {
    try (RunningServer server =
        RunningServer.start("resume.max-packets", "8", "resume.acknowledge-every", "4")) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      for (int i = 1; i <= 20; i++) {
        alice.echo(i);
      }
      alice.reset();
      eventually(() -> assertThat(server.server().players().count()).isZero());
      assertThat(server.count(PlayerEvent.PLAYERS_ABSENT)).isZero();
      TestClient back = server.connect();
      back.resume(alice);
      assertThat(back.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage())
          .contains("not acknowledged", "8");
    }
  }

  @Test
  void whoGetsTooMuchWhileAbsentLeaves() {
    try (RunningServer server =
        RunningServer.start(
            "resume.max-packets", "8", "resume.acknowledge-every", "4", "chat.texts", "0")) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient bob = server.player("bob");
      alice.reset();
      awaitAbsent(server.session("alice"));
      for (int i = 1; i <= 20 && server.server().players().find("alice") != null; i++) {
        bob.whisper(i, "alice", "text");
        bob.next();
      }
      eventually(() -> assertThat(server.server().players().find("alice")).isNull());
      TestClient back = server.connect();
      back.resume(alice);
      assertThat(back.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage())
          .contains("not acknowledged", "8");
    }
  }

  /// A room with 20 texts a second, and a player who comes back in the last of its 30 seconds.
  @Test
  void theDefaultLimitsCarryABusyRoomThroughTheGraceTime() {
    int texts = 20 * 30;
    String text = "x".repeat(150);
    try (RunningServer server =
        RunningServer.start(
            "chat.texts", "0", "rate.packets-per-second", "0", "rate.bytes-per-second", "0")) {
      TestClient alice = server.connect();
      TestClient bob = server.player("bob");
      alice.loginResumable("alice");
      int room = alice.join("lobby").getRoomId();
      bob.join("lobby");
      alice.reset();
      awaitAbsent(server.session("alice"));
      for (int i = 1; i <= texts; i++) {
        bob.sayAndHear(room, i, text);
      }
      TestClient back = server.connect();
      back.resume(alice);
      back.receive(ResumeReply.class);
      for (int i = 1; i <= texts; i++) {
        assertThat(back.await(ChatMessage.class).getSequence()).isEqualTo(i);
      }
    }
  }

  /// Each of the first players keeps 16 KiB of the 64 KiB that all may keep.
  @Test
  void allPlayersTogetherKeepALimitedNumberOfBytes() {
    try (RunningServer server =
        RunningServer.start("resume.max-total-bytes", "64KiB", "rate.bytes-per-second", "0")) {
      List<TestClient> first = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        first.add(keeping(server, "player" + i, 4));
      }
      TestClient late = keeping(server, "late", 8);
      late.reset();
      eventually(() -> assertThat(server.server().players().find("late")).isNull());
      TestClient back = server.connect();
      back.resume(late);
      assertThat(back.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage())
          .isEqualTo("all sessions together would keep more than 65536 bytes");

      for (TestClient one : first) {
        one.reset();
        resumed(server, one).acknowledge();
      }
      TestClient next = keeping(server, "next", 8);
      next.reset();
      resumed(server, next);
    }
  }

  /// Logs a player in who gets large replies and acknowledges none. Each takes 4 KiB.
  private static TestClient keeping(RunningServer server, String name, int replies) {
    TestClient client = server.connect();
    client.loginResumable(name);
    for (int i = 0; i < replies; i++) {
      client.send(EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[3000])));
      client.receive(EchoReply.class);
    }
    return client;
  }

  /// All players of a house lose their connections at once, and the server does not notice: only
  /// the resumes end the old connections. The address has places for a few more connections, and
  /// for a few new ones a second, so that most attempts are refused at first.
  @Test
  void playersBehindOneAddressAllComeBack() {
    int players = 8;
    try (RunningServer server =
        RunningServer.start(
            "admission.exempt-loopback", "false",
            "admission.max-per-address", "10",
            "admission.new-per-second-per-address", "10")) {
      List<TestClient> lost = new ArrayList<>();
      for (int i = 0; i < players; i++) {
        TestClient player = server.connect();
        player.loginResumable("player" + i);
        lost.add(player);
      }
      List<TestClient> back = new CopyOnWriteArrayList<>();
      for (TestClient player : lost) {
        Thread.startVirtualThread(() -> back.add(untilResumed(server, player)));
      }
      eventually(() -> assertThat(back).hasSize(players));
      assertThat(server.server().service().counters().refusedByAddress()).isPositive();
      eventually(() -> assertThat(server.server().service().sessionCount()).isEqualTo(players));
      back.forEach(player -> player.echo(1));
    }
  }

  /// Tries to resume until an attempt succeeds. The server closes a connection over a limit without
  /// an answer.
  private static TestClient untilResumed(RunningServer server, TestClient before) {
    while (true) {
      TestClient back = server.connect();
      if (triesToResume(back, before)) {
        return back;
      }
      back.close();
      sleep(50);
    }
  }

  private static boolean triesToResume(TestClient back, TestClient before) {
    try {
      back.resume(before);
      return back.next() instanceof ResumeReply;
    } catch (UncheckedIOException e) {
      return false; // The server has closed the connection before the request was sent.
    }
  }

  // ---- the end of an absence

  @Test
  void aKickedPlayerDoesNotComeBack() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.reset();
      GameSession session = server.session("alice");
      awaitAbsent(session);
      session.kick("kicked by the test");
      assertThat(server.server().players().find("alice")).isNull();
      eventually(() -> assertThat(told).containsExactly("in", "absent", "gone"));
      refused(server, alice, UNKNOWN);
    }
  }

  @Test
  void aSecondLoginTakesOverFromAnAbsentPlayer() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.reset();
      awaitAbsent(server.session("alice"));
      TestClient other = server.connect();
      other.loginResumable("alice");
      assertThat(told).containsExactly("in", "absent", "gone", "in");
      refused(server, alice, UNKNOWN);
    }
  }

  @Test
  void aDrainSavesAbsentPlayers() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    Consumer<GameContext> saving =
        context -> {
          tell(context);
          context.onGoneSave(_ -> saved);
        };
    try (RunningServer server = RunningServer.start(game(saving))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.reset();
      awaitAbsent(server.session("alice"));
      server.server().askToDrain();
      eventually(() -> assertThat(told).containsExactly("in", "absent", "gone"));
      saved.complete(null);
      assertThat(server.server().drain()).isTrue();
    }
  }

  @Test
  void aConnectionThatBreaksDuringADrainIsNotWaitedFor() {
    try (RunningServer server = RunningServer.start(game(this::tell))) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      server.server().askToDrain();
      alice.receive(ServerNotice.class);
      alice.reset();
      assertThat(server.server().drain()).isTrue();
      assertThat(told).containsExactly("in", "gone");
    }
  }

  @Test
  void aServerThatClosesForgetsAbsentPlayers() {
    Game game = game(this::tell);
    GameServer server =
        GameServer.start(game, game.config(Map.of("listen.port", "0", "port.workers", "2")));
    try (server;
        TestClient alice = new TestClient(server.port())) {
      alice.loginResumable("alice");
      alice.reset();
      eventually(() -> assertThat(told).containsExactly("in", "absent"));
    }
    assertThat(server.ledger().isZero()).as(server.ledger().toString()).isTrue();
  }

  @Test
  void onlySomePlayersMayBeAbsent() {
    try (RunningServer server = RunningServer.start(game(this::tell), "resume.max-absent", "1")) {
      TestClient alice = server.connect();
      TestClient bob = server.connect();
      alice.loginResumable("alice");
      bob.loginResumable("bob");
      alice.reset();
      awaitAbsent(server.session("alice"));
      bob.reset();
      eventually(() -> assertThat(told).containsExactly("in", "in", "absent", "gone"));
      assertThat(server.count(PlayerEvent.PLAYERS_OVER_ABSENT)).isEqualTo(1);
      resumed(server, alice).send(HeartbeatRequest.newBuilder());
      bob = server.connect();
      bob.loginResumable("bob");
      bob.reset();
      awaitAbsent(server.session("bob"));
    }
  }

  @Test
  void aResumedConnectionHasNoLoginDeadline() {
    try (RunningServer server =
        RunningServer.start("session.login-timeout", "1s", "login.check-timeout", "500ms")) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      TestClient back = resumed(server, alice);
      for (int i = 0; i < 20; i++) {
        sleep(100);
        back.send(HeartbeatRequest.newBuilder());
        back.await(HeartbeatReply.class);
      }
      assertThat(server.closed(CloseReason.LOGIN_TIMEOUT)).isZero();
    }
  }

  // ---- helpers

  private static TestClient resumed(RunningServer server, TestClient before) {
    TestClient back = server.connect();
    back.resume(before);
    back.receive(ResumeReply.class);
    return back;
  }

  private static void refused(RunningServer server, TestClient before, String why) {
    TestClient back = server.connect();
    back.resume(before);
    assertThat(back.receiveFailure(FailureCode.RESUME_REFUSED, false).getMessage()).isEqualTo(why);
    back.close();
  }

  private static void request(TestClient client, long... sequences) {
    LongStream.of(sequences).forEach(n -> client.send(EchoRequest.newBuilder().setSequence(n)));
  }

  private static void assertEchoes(TestClient client, long... sequences) {
    for (long sequence : sequences) {
      assertThat(client.receive(EchoReply.class).getSequence()).isEqualTo(sequence);
    }
  }

  /// Waits until the server has sent the replies to this number of requests.
  private static void awaitHandled(RunningServer server, GameSession session, long requests) {
    eventually(
        () ->
            assertThat(server.server().service().counters().packetsSent() - 1)
                .isGreaterThanOrEqualTo(requests));
    assertThat(session.isOpen()).isTrue();
  }

  private static void awaitAbsent(GameSession session) {
    eventually(() -> assertThat(session.isAbsent()).isTrue());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void tell(GameContext context) {
    context.onLogin(_ -> told.add("in"));
    context.onAbsent(_ -> told.add("absent"));
    context.onResumed(_ -> told.add("resumed"));
    context.onGone(_ -> told.add("gone"));
  }

  private static Game game(Consumer<GameContext> setUp) {
    return new Game() {
      @Override
      public String name() {
        return "resume";
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
