package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests against a server that knows only the system packets. The test decides how the server
/// answers a login.
class ReconnectingClientTest {
  private static final PacketCatalog CATALOG = PacketCatalog.withSystem();
  private static final int CHATTER = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Identity ANN = new Identity("Ann", ByteString.copyFromUtf8("a token"), 7);

  private final SkippingClock clock = new SkippingClock();
  private final CompletionPort port =
      CompletionPort.open(PortOptions.defaults().withWorkers(2).withRuntime(clock.runtime()));
  private final ClientService clients = ClientService.open(port, GameClient.sessionOptions());
  private final List<LoginRequest> logins = new CopyOnWriteArrayList<>();
  private final AtomicInteger heartbeats = new AtomicInteger();
  private final Told told = new Told();
  private final AtomicReference<ReconnectingClient<GameClient>> latest = new AtomicReference<>();
  private volatile boolean areAnswered;
  private ServerService server;

  private static final class Player extends GameClient {
    Player(PacketLink link) {
      super(link, ANN);
    }
  }

  private static final class Failing extends GameClient {
    Failing(PacketLink link) {
      super(link, ANN);
    }

    @Override
    protected void onEnded(CloseReason reason) {
      throw new IllegalStateException("a fault of the game");
    }
  }

  private static final class Told implements ReconnectingClient.Listener<GameClient> {
    final List<String> lines = new CopyOnWriteArrayList<>();
    volatile boolean isFailing;

    @Override
    public void onLoggedIn(GameClient client) {
      lines.add("in as " + client.playerId());
    }

    @Override
    public void onRefused(GameClient client, Failure failure, boolean isFinal) {
      lines.add((isFinal ? "refused for good: " : "refused: ") + failure.getCode());
    }

    @Override
    public void onEnded(GameClient client, CloseReason reason, @Nullable Duration nextTry) {
      lines.add(nextTry == null ? "over" : "again");
      if (isFailing) {
        throw new IllegalStateException("a fault of the listener");
      }
    }
  }

  @AfterEach
  void end() {
    port.close();
    assertThat(port.ledger().isZero()).as(port.ledger().toString()).isTrue();
  }

  /// Connects a client to the server of the test.
  ///
  /// @param answer answers each login; its second argument is the number of the attempt, counted
  ///   from 1
  private ReconnectingClient<GameClient> connect(BiConsumer<PacketSession, Integer> answer) {
    return connect(answer, Player::new);
  }

  private ReconnectingClient<GameClient> connect(
      BiConsumer<PacketSession, Integer> answer, Function<PacketLink, GameClient> newClient) {
    PacketRouter<PacketSession> router =
        PacketRouter.<PacketSession>forServer(CATALOG)
            .on(
                LoginRequest.class,
                (session, request) -> {
                  logins.add(request);
                  answer.accept(session, logins.size());
                })
            .on(
                HeartbeatRequest.class,
                (session, request) -> {
                  heartbeats.incrementAndGet();
                  if (areAnswered) {
                    session.send(HeartbeatReply.getDefaultInstance());
                  }
                })
            .onRaw(CHATTER, (_, _) -> {})
            .build();
    server =
        ServerService.start(
            port,
            ServerOptions.onLoopback(0)
                .withSession(SessionOptions.defaults().withLoginTimeout(Duration.ZERO))
                .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true)),
            PacketProtocol.of(router).sessions(PacketSession::new));
    PacketRouter<GameClient> routes =
        GameClient.<GameClient>routes(CATALOG).ignoreTheRest().build();
    ReconnectingClient<GameClient> connection =
        new ReconnectingClient<>(
            clients, Route.to(server.localAddress()), PacketProtocol.of(routes), newClient, told);
    latest.set(connection);
    connection.open();
    return connection;
  }

  private static void accept(PacketSession session, int player) {
    session.send(LoginReply.newBuilder().setPlayerId(player).setHeartbeatSeconds(1));
  }

  private static void kickTheFirst(PacketSession session, int player) {
    accept(session, player);
    if (player == 1) {
      session.closeAfterFlush(CloseReason.KICKED, "once");
    }
  }

  private static void refuse(PacketSession session, FailureCode code) {
    session.send(Failure.newBuilder().setCode(code.getNumber()).setRequestId(1));
  }

  private void awaitTold(String... lines) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(told.lines).startsWith(lines));
  }

  @Test
  void logsInWithNameCredentialAndVersionAndStaysAlive() {
    try (ReconnectingClient<GameClient> connection = connect(ReconnectingClientTest::accept)) {
      awaitTold("in as 1");
      assertThat(connection.client()).isNotNull();
      LoginRequest request = logins.getFirst();
      assertThat(request.getName()).isEqualTo(ANN.name());
      assertThat(request.getCredential()).isEqualTo(ANN.credential());
      assertThat(request.getClientVersion()).isEqualTo(ANN.clientVersion());
      await().atMost(PATIENCE).until(() -> heartbeats.get() > 0);
    }
  }

  @Test
  void connectsAgainWhenTheConnectionEnds() {
    try (ReconnectingClient<GameClient> _ = connect(ReconnectingClientTest::kickTheFirst)) {
      awaitTold("in as 1", "again", "in as 2");
    }
  }

  @Test
  void numbersItsLoginsSoThatTheServerKnowsALateOne() {
    try (ReconnectingClient<GameClient> _ = connect(ReconnectingClientTest::kickTheFirst)) {
      awaitTold("in as 1", "again", "in as 2");
      LoginRequest first = logins.getFirst();
      LoginRequest second = logins.get(1);
      assertThat(first.getAttempt()).isEqualTo(1);
      assertThat(second.getAttempt()).isEqualTo(2);
      assertThat(first.getClientInstance()).isNotZero().isEqualTo(second.getClientInstance());
    }
  }

  @Test
  void eachClientHasAnInstanceOfItsOwn() {
    LoginNumbers one = new LoginNumbers(port.runtime().newRandom());
    LoginNumbers other = new LoginNumbers(port.runtime().newRandom());
    assertThat(one.instance()).isNotEqualTo(other.instance());
  }

  @Test
  void retriesAfterARefusalThatIsNotFinal() {
    try (ReconnectingClient<GameClient> _ =
        connect(
            (session, number) -> {
              if (number == 1) {
                refuse(session, FailureCode.NAME_TAKEN);
              } else {
                accept(session, number);
              }
            })) {
      awaitTold("refused: " + FailureCode.NAME_TAKEN_VALUE, "again", "in as 2");
    }
  }

  @Test
  void givesUpAfterAFinalRefusal() {
    try (ReconnectingClient<GameClient> connection =
        connect((session, _) -> refuse(session, FailureCode.CLIENT_TOO_OLD))) {
      awaitTold("refused for good: " + FailureCode.CLIENT_TOO_OLD_VALUE, "over");
      assertThat(connection.client()).isNull();
    }
  }

  @Test
  void makesNoOtherConnectionOnceItIsClosed() {
    ReconnectingClient<GameClient> connection = connect(ReconnectingClientTest::accept);
    awaitTold("in as 1");
    connection.close();
    awaitTold("in as 1", "over");
    assertThat(connection.client()).isNull();
  }

  @Test
  void aCloseWhileAConnectionIsMadeEndsThatConnection() {
    ReconnectingClient<GameClient> connection =
        connect(
            ReconnectingClientTest::accept,
            link -> {
              latest.get().close();
              return new Player(link);
            });
    await().atMost(PATIENCE).until(() -> told.lines.contains("over"));
    assertThat(connection.client()).isNull();
  }

  @Test
  void connectsAgainWhenTheListenerThrows() {
    told.isFailing = true;
    try (ReconnectingClient<GameClient> _ = connect(ReconnectingClientTest::kickTheFirst)) {
      awaitTold("in as 1", "again", "in as 2");
    }
  }

  @Test
  void connectsAgainWhenTheGameThrows() {
    try (ReconnectingClient<GameClient> _ =
        connect(ReconnectingClientTest::kickTheFirst, Failing::new)) {
      awaitTold("in as 1", "again", "in as 2");
    }
  }

  @Test
  void connectsAgainWhenTheLoginIsNotAnswered() {
    try (ReconnectingClient<GameClient> _ = connect((_, _) -> {})) {
      await().atMost(PATIENCE).until(() -> logins.size() == 1);
      clock.skip(ReconnectingClient.LOGIN_WAIT);
      awaitTold("again");
      await().atMost(PATIENCE).until(() -> logins.size() == 2);
      assertThat(told.lines).as("the second login has its own time").containsExactly("again");
    }
  }

  @Test
  void connectsAgainWhenHeartbeatsAreNotAnswered() {
    try (ReconnectingClient<GameClient> _ = connect(ReconnectingClientTest::accept)) {
      awaitTold("in as 1", "again", "in as 2");
      assertThat(heartbeats).hasValueGreaterThanOrEqualTo(3);
    }
  }

  /// Tests a client that sends packets all the time. Sent packets do not show whether the server is
  /// alive, so the client must send heartbeats, too.
  @Test
  void connectsAgainWhenHeartbeatsAreNotAnsweredWhileItSendsAllTheTime() {
    try (ReconnectingClient<GameClient> connection = connect(ReconnectingClientTest::accept)) {
      TimerHandle sending =
          port.timer()
              .every(
                  Duration.ofMillis(50),
                  new JobQueue(port.executor(), JobQueueOptions.defaults().withName("sender")),
                  () -> {
                    GameClient client = connection.client();
                    if (client != null) {
                      client.sendRaw(CHATTER, new byte[0]);
                    }
                  });
      awaitTold("in as 1", "again", "in as 2");
      boolean _ = sending.cancel();
    }
  }

  @Test
  void staysWhileHeartbeatsAreAnswered() {
    areAnswered = true;
    try (ReconnectingClient<GameClient> _ = connect(ReconnectingClientTest::accept)) {
      await().atMost(PATIENCE).until(() -> heartbeats.get() > 5);
      assertThat(told.lines).containsExactly("in as 1");
    }
  }
}
