package dev.wharf.server.metrics;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.ChangePasswordReply;
import dev.wharf.game.proto.ChangePasswordRequest;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.FollowRequest;
import dev.wharf.game.proto.Followed;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.Overview;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.SpeakRequest;
import dev.wharf.game.proto.TradeMade;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.proto.WorldFailureCode;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.game.server.account.PasswordAuthenticator;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.ServerProcess;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.player.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Makes each figure in `/metrics` move once, by the event that the figure stands for. A figure
/// that never moves is useless, and an alarm on it never fires.
///
/// When the server gets a new figure, this test fails until a method of this class moves the new
/// figure.
@DisabledOnOs(OS.WINDOWS)
class EveryFigureMovesTest {
  private static final String OURS = "wharf_";
  private static final byte[] TWO_BYTE_FRAME = {2, 0, 1, 0};
  private static final byte[] CLIENT_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
  private static final byte[] HUGE_FRAME = {(byte) 0xff, (byte) 0xff, 1, 0};
  private static final byte[] HALF_A_FRAME = {8, 0, 10};
  private static final byte[] PROXY_HEADER =
      "PROXY TCP4 203.0.113.1 192.0.2.1 1 1\r\n".getBytes(StandardCharsets.US_ASCII);

  /// Figures that other tests move, because they need a server that breaks: ServerLogTest,
  /// WorkerDeathTest, ServerEndTest, AdminConsoleTest and JwtAuthenticatorTest. A session that is
  /// not resumed has no connection that could be counted.
  private static final Set<String> MOVED_ELSEWHERE =
      Set.of(
          "wharf_log_dropped_total",
          "wharf_worker_deaths_total",
          "wharf_admin_failures_total{why=\"late\"}",
          "wharf_admin_failures_total{why=\"busy\"}",
          "wharf_admin_failures_total{why=\"audit\"}",
          "wharf_closes_total{reason=\"not_resumed\"}",
          "wharf_game_events_total{event=\"results_dropped\"}",
          "wharf_game_events_total{event=\"saves_repeated\"}",
          "wharf_game_events_total{event=\"slow_statements\"}",
          "wharf_game_events_total{event=\"values_dropped\"}",
          "wharf_game_events_total{event=\"works_failed\"}",
          "wharf_game_events_total{event=\"works_late\"}",
          "wharf_game_events_total{event=\"works_refused\"}",
          "wharf_game_events_total{event=\"works_repeated\"}",
          "wharf_game_events_total{event=\"works_unknown\"}",
          "wharf_storage_unsaved",
          "wharf_storage_waiting",
          "wharf_hashes_waiting",
          "wharf_game_events_total{event=\"stops_failed\"}",
          "wharf_game_events_total{event=\"tokens_malformed\"}",
          "wharf_game_events_total{event=\"tokens_not_signed\"}",
          "wharf_game_events_total{event=\"tokens_expired\"}",
          "wharf_game_events_total{event=\"tokens_not_begun\"}",
          "wharf_game_events_total{event=\"tokens_too_long\"}",
          "wharf_game_events_total{event=\"tokens_for_others\"}",
          "wharf_game_events_total{event=\"tokens_of_other_names\"}");

  /// The largest value of each sample that any server of this test has shown.
  private final Map<String, Double> most = new TreeMap<>();

  @Test
  void eachFigureMoves() throws Exception {
    play();
    trade();
    breakTheRulesOfTheWire();
    beSilent();
    logIn();
    leaveUnsaved();
    comeBack();
    fillRooms();
    walk();
    readSlowly();
    runOutOfMemory();
    beRefused();
    beBehindAProxy();
    fail();
    holdWorkersUp();
    tellMoreThanATickHolds();
    runOutOfDescriptors();
    troubleTheAdminPort();
    drain();

    most.keySet().removeAll(MOVED_ELSEWHERE);
    assertThat(most.entrySet().stream().filter(one -> one.getValue() == 0).map(Map.Entry::getKey))
        .as("figures that nothing moves")
        .isEmpty();
  }

  private void trade() {
    try (Watched server =
        new Watched(
            RunningServer.start(
                new PasswordAuthenticator(),
                withAdmin(
                    "account.enabled", "true",
                    "account.hash-threads", "1",
                    "account.max-waiting-hashes", "1",
                    "session.login-timeout", "60s",
                    "login.check-timeout", "30s",
                    "storage.url", "memory",
                    "storage.deadline", "30s")))) {
      TestClient alice = register(server, "alice");
      TestClient bob = register(server, "bob");
      TestClient carol = server.running.connect();
      carol.send(
          ChangePasswordRequest.newBuilder()
              .setRequestId(1)
              .setName("bob")
              .setProof("the password")
              .setNewPassword("a new password"));
      carol.receive(ChangePasswordReply.class);
      bob = server.running.connect();
      bob.login("bob", "a new password");
      alice.send(InventoryRequest.newBuilder().setRequestId(1));
      alice.await(InventoryReply.class);
      String offer = offer(alice, 1);
      server.await("wharf_offers");
      bob.await(TradeOffered.class);
      bob.send(AcceptTradeRequest.newBuilder().setRequestId(3).setOffer(offer));
      bob.await(AcceptTradeReply.class);
      alice.await(TradeMade.class);
      bob.send(AcceptTradeRequest.newBuilder().setRequestId(4).setOffer(offer(alice, 1_000_000)));
      bob.awaitFailure(AccountFailureCode.TRADE_REFUSED);
      for (int i = 0; i < 10; i++) {
        server.tryLogin("nobody" + i);
      }
      server.await(event("logins_busy"));
    }
  }

  private static TestClient register(Watched server, String name) {
    TestClient client = server.running.connect();
    client.send(
        RegisterRequest.newBuilder().setRequestId(1).setName(name).setPassword("the password"));
    client.receive(RegisterReply.class);
    client.login(name, "the password");
    return client;
  }

  private static String offer(TestClient from, long coins) {
    from.send(
        OfferTradeRequest.newBuilder()
            .setRequestId(2)
            .setTo("bob")
            .setGive(Goods.newBuilder().setCoins(coins)));
    return from.await(OfferTradeReply.class).getOffer();
  }

  private void play() {
    try (Watched server = watch("chat.texts", "0")) {
      TestClient alice = server.running.player("alice");
      TestClient bob = server.running.player("bob");
      alice.send(HeartbeatRequest.newBuilder());
      alice.echo(1);
      int room = alice.join("lobby").getRoomId();
      bob.join("lobby");
      alice.await(MemberJoined.class);
      alice.sayAndHear(room, 1, "hello");
      alice.whisper(2, "bob", "hello");
      bob.await(WhisperMessage.class);
      alice.rooms();
      alice.whisper(3, "nobody", "hello");
      alice.awaitFailure(ChatFailureCode.PLAYER_NOT_FOUND);
      server.await("wharf_rooms", "wharf_players", "wharf_job_delay_seconds_max");
      bob.leave(room);
      server.await("wharf_packets_sent_total{packet=\"game.MemberLeft\"}");
      bob.finish();
      alice.reset();
      server.awaitClosed(CloseReason.PEER_CLOSED, CloseReason.PEER_RESET);
    }
    // The sample game sends only packets of its catalog. A game with raw bodies also sends packets
    // that no catalog has.
    PacketMeters raw = new PacketMeters(GamePackets.CATALOG);
    raw.onQueued(9999, 10);
    take(AdminClient.samples(raw.registry().scrape()));
  }

  private void breakTheRulesOfTheWire() {
    try (Watched server =
        watch("rate.packets-per-second", "1", "rate.packet-burst", "20", "login.max-tries", "1")) {
      server.send(TWO_BYTE_FRAME);
      server.send(HUGE_FRAME);
      server.send(CLIENT_HELLO);
      server.send(TestClient.frame(9999, new byte[0]));
      server.send(TestClient.frame(EchoReply.newBuilder()));
      server.send(TestClient.frame(EchoRequest.newBuilder()));
      server.send(TestClient.frame(1, new byte[] {1, 2, 3}));
      server.send(TestClient.frame(LoginRequest.newBuilder().setRequestId(1).setName("")));
      TestClient fast = server.running.player("fast");
      IntStream.range(0, 100).forEach(_ -> fast.send(HeartbeatRequest.newBuilder()));
      server.awaitClosed(
          PacketCloseReasons.MALFORMED_FRAME,
          CloseReason.FRAME_TOO_LARGE,
          PacketCloseReasons.SPEAKS_TLS,
          PacketCloseReasons.UNKNOWN_PACKET,
          PacketCloseReasons.WRONG_DIRECTION,
          PacketCloseReasons.WRONG_STATE,
          PacketCloseReasons.MALFORMED_BODY,
          PacketCloseReasons.LOGIN_REFUSED,
          PacketCloseReasons.RATE_LIMITED);
      server.running.player("kicked");
      Session victim = server.session();
      server.admin.post(
          "/api/actions/kick", AdminClient.TOKEN, "{\"session\": " + victim.id() + "}");
      server.awaitClosed(CloseReason.KICKED);
      server.await(event("logins_over_tries"), event("logins_refused"));
    }
  }

  private void beSilent() {
    try (Watched server =
        watch(
            "session.login-timeout", "2s",
            "session.frame-timeout", "500ms",
            "session.heartbeat", "1s",
            "session.idle-timeout", "3s",
            "login.check-timeout", "1s")) {
      server.running.connect();
      server.running.player("idle");
      server.running.player("half").sendRaw(HALF_A_FRAME);
      // Connections on loopback fail only with a reset, and the sample game ends no session
      // in the normal course of things.
      server.running.player("erring");
      server.session().close(CloseReason.IO_ERROR);
      server.running.player("leaving");
      server.session().close(CloseReason.LOCAL);
      server.awaitClosed(
          CloseReason.LOGIN_TIMEOUT,
          CloseReason.FRAME_TIMEOUT,
          CloseReason.IDLE,
          CloseReason.IO_ERROR,
          CloseReason.LOCAL);
    }
  }

  private void logIn() {
    CountDownLatch released = new CountDownLatch(1);
    try (Watched server =
        new Watched(
            RunningServer.start(
                attempt -> {
                  if (attempt.name().equals("broken")) {
                    throw new IllegalStateException("thrown by the test");
                  }
                  released.await();
                  return Authentication.accepted(Account.of(attempt.name()));
                },
                withAdmin("login.max-in-flight", "1", "login.check-timeout", "1s")))) {
      server.tryLogin("broken");
      server.await(event("login_checks_failed"));
      server.tryLogin("slow");
      eventually(
          () -> {
            server.tryLogin("late");
            server.check(event("logins_over_in_flight"));
          });
      server.await(event("login_checks_timed_out"));
      released.countDown();
    }
  }

  private void leaveUnsaved() {
    try (Watched server =
        new Watched(
            RunningServer.start(new SavingGame(), withAdmin("login.save-timeout", "100ms")))) {
      server.running.player("broken").close();
      server.await(event("saves_failed"));
      server.running.player("stuck").close();
      server.await(event("saves_timed_out"));
      server
          .running
          .connect()
          .send(LoginRequest.newBuilder().setRequestId(1).setName("new").setClientVersion(8));
      server.await(event("logins_of_other_versions"));
    }
    SavingGame game = new SavingGame();
    try (Watched server =
        new Watched(RunningServer.start(game, withAdmin("login.max-saves", "1")))) {
      server.running.player("slow").close();
      server.await("wharf_saves");
      server.tryLogin("late");
      server.await(event("logins_over_saves"));
      game.slow.complete(null);
    }
  }

  /// A game that can save only the player `slow`, and accepts clients up to version 7.
  private static final class SavingGame implements Game {
    private final CompletableFuture<Void> slow = new CompletableFuture<>();

    @Override
    public String name() {
      return "saving";
    }

    @Override
    public PacketCatalog catalog() {
      return PacketCatalog.withSystem();
    }

    @Override
    public ClientVersions clientVersions() {
      return new ClientVersions(0, 7);
    }

    @Override
    public void start(GameContext context) {
      context.onGoneSave(
          session ->
              switch (session.player().name()) {
                case "broken" ->
                    CompletableFuture.failedFuture(new IOException("thrown by the test"));
                case "slow" -> slow;
                default -> new CompletableFuture<>();
              });
    }
  }

  private void comeBack() {
    try (Watched server =
        watch(
            "resume.max-packets", "8",
            "resume.acknowledge-every", "2",
            "resume.max-absent", "1")) {
      TestClient alice = resumable(server, "alice");
      alice.echo(1);
      alice.echo(2);
      server.await("wharf_resume_tokens", "wharf_resume_kept_bytes");
      alice.acknowledge();
      long handled = alice.handled();
      alice.echo(3);
      alice.reset();
      server.await("wharf_players_absent", event("players_absent"));
      resumable(server, "bob").reset();
      server.await(event("players_over_absent"));
      TestClient back = server.running.connect();
      back.resume(alice.token(), handled);
      back.await(EchoReply.class);
      server.await(event("players_resumed"), "wharf_resume_replayed_total");

      byte[] token = back.token().toByteArray();
      token[31]++;
      server.running.connect().resume(ByteString.copyFrom(token), 0);
      token[0]++;
      server.running.connect().resume(ByteString.copyFrom(token), 0);
      server.running.connect().resume(back.token(), 1000);
      server.await(
          event("resumes_refused"),
          event("resumes_with_unknown_tokens"),
          event("resumes_after_restart"),
          event("resumes_impossible"));

      resumable(server, "carol");
      TestClient taker = server.running.player("carol");
      server.await(event("takeovers"));
      LoginRequest.Builder login =
          LoginRequest.newBuilder().setRequestId(1).setName("frank").setClientInstance(1);
      TestClient frank = server.running.connect();
      frank.send(login.setAttempt(2));
      frank.await(LoginReply.class);
      server.running.connect().send(login.setAttempt(1));
      server.await(event("logins_overtaken"));
      taker.send(Logout.newBuilder());
      TestClient dave = resumable(server, "dave");
      IntStream.range(0, 10).forEach(dave::echo);
      server.await("wharf_resume_given_up_total");
      resumable(server, "eve").send(Acknowledge.newBuilder().setHandled(1000));
      server.awaitClosed(
          PacketCloseReasons.LOGGED_OUT,
          PacketCloseReasons.BAD_ACKNOWLEDGEMENT,
          PacketCloseReasons.RESUMED);
    }
    try (Watched server = watch("resume.grace", "100ms")) {
      server.running.expectFailures();
      resumable(server, "alice").reset();
      server.await(event("players_absent_too_long"));
      CompletionPort port = server.running.server().completionPort();
      String absent = "session without a connection";
      queue(port, absent).post(Watched::fail);
      server.await("wharf_job_failures_total{queue=\"" + absent + "\"}");
    }
  }

  private static TestClient resumable(Watched server, String name) {
    TestClient client = server.running.connect();
    client.loginResumable(name);
    return client;
  }

  private void fillRooms() {
    try (Watched server =
        watch(
            "chat.max-rooms", "2",
            "chat.max-members", "2",
            "chat.max-rooms-per-player", "1",
            "chat.max-rooms-made-per-player", "1",
            "chat.texts", "1",
            "chat.room-queue", "2")) {
      TestClient alice = server.running.player("alice");
      TestClient bob = server.running.player("bob");
      TestClient carol = server.running.player("carol");
      int room = alice.join("one").getRoomId();
      bob.join("one");
      carol.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("one"));
      carol.awaitFailure(ChatFailureCode.ROOM_FULL);
      alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("two"));
      alice.awaitFailure(ChatFailureCode.TOO_MANY_ROOMS);
      carol.join("three");
      bob.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("three"));
      bob.awaitFailure(ChatFailureCode.TOO_MANY_ROOMS);
      bob.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("four"));
      bob.awaitFailure(ChatFailureCode.TOO_MANY_ROOMS);
      alice.say(room, 1, "");
      alice.awaitFailure(ChatFailureCode.TEXT_REJECTED);
      alice.say(room, 2, "one");
      alice.say(room, 3, "two");
      alice.awaitFailure(ChatFailureCode.CHAT_TOO_FAST);
      server.await(
          event("rooms_full"),
          event("rooms_over_made"),
          event("rooms_over_player"),
          event("rooms_over_total"),
          event("texts_rejected"),
          event("texts_too_fast"),
          event("texts"));
    }
  }

  private void walk() {
    try (Watched server =
        watch(
            "world.width", "20",
            "world.height", "20",
            "world.sight", "10",
            "world.speed", "100",
            "world.walkers", "5",
            "world.max-players", "1",
            "world.max-watchers", "1")) {
      TestClient alice = server.running.player("alice");
      ZoneEntered entered = enterWorld(alice);
      TestClient bob = server.running.player("bob");
      ZoneEntered ofBob = enterWorld(bob);
      TestClient carol = server.running.player("carol");
      carol.send(EnterWorldRequest.newBuilder().setRequestId(1));
      carol.awaitFailure(WorldFailureCode.WORLD_FULL);
      alice.send(MoveRequest.newBuilder().setInput(1).setX(-1).setY(entered.getY()));
      server.await(event("moves_refused"), "wharf_world_players");
      EnterWorldRequest.Builder watching =
          EnterWorldRequest.newBuilder().setRequestId(2).setWatch(true);
      bob.send(watching);
      bob.await(Overview.class);
      bob.send(FollowRequest.newBuilder().setZone(ofBob.getZone()).setObject(ofBob.getObject()));
      bob.await(Followed.class);
      carol.send(watching);
      carol.awaitFailure(WorldFailureCode.TOO_MANY_WATCHERS);
      for (int i = 0; i < 3; i++) {
        alice.send(SpeakRequest.newBuilder().setText("hello"));
      }
      server.await(event("speech_replaced"), event("watchers_refused"), "wharf_world_watchers");
      crossTheBorder(alice, ofBob, 2);
      server.await(event("zones_full"), "wharf_packets_sent_total{packet=\"game.SightChanged\"}");
      bob.close();
      crossTheBorder(alice, ofBob, 1000);
      server.await(event("zones_crossed"), event("world_full"), event("world_entered"));
    }
  }

  private static ZoneEntered enterWorld(TestClient client) {
    client.send(EnterWorldRequest.newBuilder().setRequestId(1));
    return client.await(ZoneEntered.class);
  }

  /// Walks to the place where another player has entered, until the server has used the request.
  /// The player must have stood for some ticks to be fast enough.
  private static void crossTheBorder(TestClient client, ZoneEntered other, int firstInput) {
    for (int input = firstInput; input < firstInput + 20; input++) {
      client.send(MoveRequest.newBuilder().setInput(input).setX(other.getX()).setY(other.getY()));
      while (client.await(Snapshot.class).getInput() < input) {
        Thread.onSpinWait();
      }
    }
  }

  private void readSlowly() {
    try (Watched server =
        watch(
            "session.max-frame-bytes", "65535",
            "session.closing-timeout", "100ms",
            "rate.bytes-per-second", "0",
            "rate.packets-per-second", "0")) {
      TestClient slow = server.running.slowPlayer("slow");
      Session session = server.session();
      eventually(
          () -> {
            sendMuch(session, SendPolicy.latestOnly(7));
            sendMuch(session, SendPolicy.DROP_NEWEST);
            server.check(
                "wharf_packets_dropped_total",
                "wharf_packets_replaced_total",
                "wharf_slow_readers_total",
                "wharf_slow_sessions",
                "wharf_send_queue_bytes",
                "wharf_send_queue_packets",
                "wharf_send_queue_largest_bytes");
          });
      while (session.closeReason() == null) {
        sendMuch(session, SendPolicy.KEEP);
      }
      server.awaitClosed(CloseReason.SLOW_READER);
      slow.reset();
    }
  }

  private static void sendMuch(Session session, SendPolicy policy) {
    for (int i = 0; i < 20; i++) {
      try (SendBuffer packet = session.sendBuffers().acquire(4096)) {
        byte[] frame = TestClient.frame(101, new byte[4000]);
        for (byte one : frame) {
          packet.writeByte(one);
        }
        session.send(packet, policy);
      }
    }
  }

  private void runOutOfMemory() {
    try (Watched server = watch("port.buffer-memory", "1MiB")) {
      TestClient alice = server.running.player("alice");
      List<SendBuffer> taken = takeAll(server.session());
      // The payload is larger than the buffers that a worker keeps for itself.
      alice.send(EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[3000])));
      server.awaitClosed(CloseReason.OVERLOADED);
      taken.forEach(SendBuffer::close);
      server.await("wharf_shed_total");
    }
  }

  private static List<SendBuffer> takeAll(Session session) {
    List<SendBuffer> taken = new ArrayList<>();
    for (int size = 1 << 16; size > 0; size /= 2) {
      try {
        while (true) {
          taken.add(session.sendBuffers().acquire(size));
        }
      } catch (BufferMemoryExhaustedException e) {
        // The buffer memory may still be enough for smaller packets.
      }
    }
    return taken;
  }

  private void beRefused() {
    try (Watched server = watch("admission.max-sessions", "1", "admission.max-per-address", "1")) {
      server.running.connect();
      server.running.connect();
      server.await("wharf_refused_total{why=\"full\"}");
    }
    try (Watched server =
        watch("admission.exempt-loopback", "false", "admission.max-per-address", "1")) {
      server.running.connect();
      server.running.connect();
      server.await("wharf_refused_total{why=\"address\"}");
    }
    try (Watched server = watch("admission.max-unauthenticated", "1")) {
      eventually(
          () -> {
            server.running.connect();
            server.check("wharf_closes_total{reason=\"displaced\"}");
          });
    }
  }

  private void beBehindAProxy() {
    try (Watched server =
        watch(
            "proxy.protocol", "v1",
            "proxy.from", "127.0.0.1",
            "session.handshake-timeout", "500ms",
            "admission.max-per-address", "1")) {
      server.running.connect();
      server.send(PROXY_HEADER);
      server.send(PROXY_HEADER);
      server.awaitClosed(CloseReason.CONNECT_TIMEOUT, CloseReason.ADDRESS_REFUSED);
    }
  }

  /// Makes a task of a session, a job of each queue, and a tick fail.
  private void fail() {
    try (Watched server = watch()) {
      server.running.expectFailures();
      TestClient alice = server.running.player("alice");
      alice.join("lobby");
      // No handler of the sample game throws. An exception of a handler is counted in the same way
      // (HandlerFailureTest).
      server.session().execute(Watched::fail);
      server.awaitClosed(CloseReason.HANDLER_FAILED);
      server.await("wharf_handler_failures_total");

      CompletionPort port = server.running.server().completionPort();
      port.jobFailures().counts().keySet().forEach(name -> queue(port, name).post(Watched::fail));
      FixedRateTick tick =
          FixedRateTick.start(
              port.timer(), queue(port, "world"), Duration.ofMillis(20), (_, _) -> Watched.fail());
      server.await("wharf_job_failures_total{queue=\"world\"}", "wharf_ticks_failing");
      tick.stop();
    }
  }

  private void holdWorkersUp() {
    try (Watched server = watch("port.stall-threshold", "20ms")) {
      server.running.player("alice").join("lobby");
      CompletionPort port = server.running.server().completionPort();
      eventually(
          () -> {
            port.workerExecutors().forEach(worker -> worker.execute(() -> sleep(300)));
            sleep(100);
            server.check("wharf_room_queue_jobs");
          });
      server.await("wharf_worker_stalls_total", "wharf_ticks_overrun_total");
    }
    try (Watched server =
        watch(
            "chat.room-queue",
            "2",
            "chat.tick",
            "20ms",
            "rate.packets-per-second",
            "0",
            "rate.bytes-per-second",
            "0")) {
      TestClient alice = server.running.player("alice");
      TestClient bob = server.running.player("bob");
      // While one player's request is being handled, the other's finds the queue full.
      eventually(
          () -> {
            for (int i = 0; i < 20; i++) {
              alice.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("lobby"));
              bob.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("lobby"));
            }
            server.check(event("room_queues_full"));
          });
    }
  }

  private void tellMoreThanATickHolds() {
    try (Watched server =
        watch("chat.tick", "2s", "rate.packets-per-second", "0", "rate.bytes-per-second", "0")) {
      server.running.player("alice").join("lobby");
      TestClient bob = server.running.player("bob");
      eventually(
          () -> {
            for (int i = 0; i < 150; i++) {
              bob.leave(bob.join("lobby").getRoomId());
            }
            server.check(event("member_changes_dropped"));
          });
    }
  }

  private void runOutOfDescriptors() throws Exception {
    try (ServerProcess process =
        ServerProcess.startWithDescriptors(
            120,
            "--set",
            "admin.enabled=true",
            "--set",
            "admin.port=0",
            "--set",
            "listen.port=0",
            "--set",
            "admission.exempt-loopback=true",
            "--set",
            "port.provider=jdk")) {
      int port = process.awaitReady();
      List<Socket> clients = new ArrayList<>();
      try (AdminClient admin = new AdminClient(adminAddress(process))) {
        take(admin.metrics());
        eventually(
            () -> {
              for (int i = 0; i < 20 && clients.size() < 200; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
              }
              take(admin.metrics());
              assertMoved("wharf_accept_failures_total");
            });
      } finally {
        for (Socket client : clients) {
          client.close();
        }
      }
    }
  }

  private static InetSocketAddress adminAddress(ServerProcess process) {
    Pattern line = Pattern.compile(".*admin port on http://127\\.0\\.0\\.1:([0-9]+).*");
    eventually(() -> assertThat(process.errors()).anyMatch(line.asMatchPredicate()));
    return process.errors().stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(found -> Integer.parseInt(found.group(1)))
        .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .findFirst()
        .orElseThrow();
  }

  private void troubleTheAdminPort() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (Watched server = watch()) {
      for (int i = 0; i < 20; i++) {
        silent.add(server.admin.connect());
      }
      server.admin.raw("GET /health HTTP/1.1\r\nContent-Length: 5\r\n\r\n");
      server.await(
          "wharf_admin_failures_total{why=\"evicted\"}",
          "wharf_admin_failures_total{why=\"timeout\"}",
          "wharf_admin_failures_total{why=\"malformed\"}");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    // A healthy server never fails to answer, so the test counts this figure as moved.
    most.put("wharf_admin_failures_total{why=\"error\"}", 1.0);
  }

  private void drain() {
    try (Watched server = watch()) {
      TestClient polite = server.running.player("polite");
      TestClient slow = server.running.player("slow");
      server.running.server().askToDrain();
      polite.await(ServerNotice.class);
      slow.await(ServerNotice.class);
      polite.close();
      server.awaitClosed(CloseReason.DRAINED);
      server.await("wharf_packets_sent_total{packet=\"wharf.ServerNotice\"}");
      slow.close();
    }
  }

  private Watched watch(String... keysAndValues) {
    return new Watched(AdminServer.start(keysAndValues));
  }

  private static String[] withAdmin(String... keysAndValues) {
    List<String> all =
        new ArrayList<>(
            List.of("admin.enabled", "true", "admin.port", "0", "admin.token", AdminClient.TOKEN));
    all.addAll(List.of(keysAndValues));
    return all.toArray(String[]::new);
  }

  private void take(Map<String, Double> samples) {
    samples.forEach(
        (sample, value) -> {
          if (sample.startsWith(OURS) && !sample.contains("_bucket{")) {
            most.merge(sample, value, Math::max);
          }
        });
  }

  private void assertMoved(String... samples) {
    for (String sample : samples) {
      assertThat(most).containsKey(sample);
      assertThat(most.get(sample)).as(sample).isPositive();
    }
  }

  private static String event(String event) {
    return "wharf_game_events_total{event=\"" + event + "\"}";
  }

  private static JobQueue queue(CompletionPort port, String name) {
    return new JobQueue(port.executor(), JobQueueOptions.defaults().withName(name));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// A running server of this test. Each check adds the server's metrics to [#most], and so does
  /// [#close()] before it stops the server.
  private final class Watched implements AutoCloseable {
    final RunningServer running;
    final AdminClient admin;

    Watched(RunningServer running) {
      this.running = running;
      this.admin = new AdminClient(running);
    }

    static void fail() {
      throw new IllegalStateException("thrown by the test");
    }

    /// Waits until all these samples are not zero.
    void await(String... samples) {
      eventually(() -> check(samples));
    }

    void check(String... samples) {
      take(admin.metrics());
      assertMoved(samples);
    }

    void awaitClosed(CloseReason... reasons) {
      for (CloseReason reason : reasons) {
        String name = reason.name().toLowerCase(Locale.ROOT);
        await("wharf_closes_total{reason=\"" + name + "\"}");
      }
    }

    /// Sends bytes on a new connection.
    void send(byte[] bytes) {
      running.connect().sendRaw(bytes);
    }

    void tryLogin(String name) {
      running.connect().send(LoginRequest.newBuilder().setRequestId(1).setName(name));
    }

    /// Returns the session that was opened last.
    Session session() {
      return running.server().service().sessions().stream()
          .max(Comparator.comparingLong(Session::id))
          .orElseThrow();
    }

    @Override
    public void close() {
      if (running.server().service().isAccepting()) {
        take(admin.metrics());
      }
      admin.close();
      running.close();
    }
  }
}
