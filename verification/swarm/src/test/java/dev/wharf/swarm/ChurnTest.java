package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.FaultyRelay.Meddler;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests runs in which users come and go while messages flow. The swarm must still know exactly
/// which messages each user has to get.
class ChurnTest {
  private static final int CLIENTS = 24;
  private static final int ROOM = 6;

  /// The time that a run waits for replies at its end. A busy machine may need several seconds for
  /// messages that were sent in a short run. A run ends as soon as all messages have come.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The time that a run waits for messages of which some never come.
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ duration = 1s, churn = 50 % }",
        "{ duration = 1s, churn = 50 %, away = 100ms }",
        "{ duration = 300ms }, { duration = 700ms, storm = 100 % }",
        "{ duration = 1s, clients = [0, 24] }, { duration = 200ms, clients = 24 },"
            + " { duration = 500ms, clients = [24, 3] }",
        "{ duration = 500ms, clients = 6 }, { duration = 500ms, clients = 24 },"
            + " { duration = 1s, clients = 12, rate = [10, 60], churn = 30 % }",
      })
  void thoseThatLeaveInGoodOrderMissNothing(String stages) {
    SwarmResult result = run(server.address(), profile(stages), 1);
    for (int i = 0; i < 2; i++) {
      assertSpotless(result.scenarios().get(i).counts());
      assertThat(result.scenarios().get(i).counts().abandoned()).isZero();
    }
    assertThat(result.connections().asked()).isGreaterThanOrEqualTo(24);
    assertThat(result.connections().loggedIn()).isEqualTo(result.connections().asked());
    assertThat(result.errors()).isEmpty();
    assertThat(result.leftOver()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ duration = 2s, rate = 40, churn = 100 %, exit = drop }",
        "{ duration = 500ms, rate = 40 }, { duration = 1s, rate = 40, storm = 100 %, exit = drop }",
      })
  void whatThoseWhoDropTheirConnectionMightHaveGotIsNeitherLostNorExpected(String stages) {
    SwarmResult result = run(server.address(), profile(stages), 2);
    result.scenarios().forEach(scenario -> assertSpotless(scenario.counts()));
    assertThat(result.connections().asked()).isGreaterThanOrEqualTo(48);
    assertThat(result.connections().disconnected()).isZero();
    assertThat(result.errors()).isEmpty();
  }

  /// All clients log in again at once. Outside of development mode, a server checks fewer logins at
  /// one time.
  @Test
  void aServerInDevelopmentModeAcceptsAllReturningClientsAtOnce() {
    try (TestServer development = TestServer.start("development", "true")) {
      SwarmOptions options =
          SwarmOptions.builder(development.address())
              .clients(600)
              .scenarios(List.of("echo"))
              .profile(
                  profile("{ duration = 500ms }, { duration = 1s, storm = 100 %, exit = drop }"))
              .rate(1)
              .workers(1)
              .build();
      SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
      assertThat(result.errors()).isEmpty();
      assertThat(result.connections().loggedIn()).isEqualTo(1_200);
      assertSpotless(result.scenarios().getFirst().counts());
    }
  }

  @Test
  void countsALostReplyExactlyWhileClientsComeAndGo() {
    AtomicInteger faults = new AtomicInteger();
    SwarmResult result =
        runThrough(faults, () -> Faults.lose(EchoReply.getDefaultInstance(), 3), CHURN, SETTLE);
    Counts echo = result.scenarios().getFirst().counts();
    assertThat(faults).hasValueGreaterThanOrEqualTo(CLIENTS);
    assertThat(echo.lost()).isEqualTo(faults.get());
    assertThat(echo.duplicated() + echo.outOfOrder() + echo.corrupted() + echo.unexpected())
        .isZero();
    assertSpotless(result.scenarios().getLast().counts());
  }

  @Test
  void countsAMessageLostToOneMemberExactlyWhileClientsComeAndGo() {
    AtomicInteger faults = new AtomicInteger();
    SwarmResult result =
        runThrough(faults, () -> Faults.lose(ChatMessage.getDefaultInstance(), 2), CHURN, SETTLE);
    Counts chat = result.scenarios().getLast().counts();
    assertThat(faults).hasValueGreaterThanOrEqualTo(CLIENTS);
    assertThat(chat.lost()).isEqualTo(faults.get());
    assertThat(chat.duplicated() + chat.outOfOrder() + chat.corrupted() + chat.unexpected())
        .isZero();
    assertSpotless(result.scenarios().getFirst().counts());
  }

  @ParameterizedTest
  @ValueSource(classes = {EchoReply.class, ChatMessage.class})
  void countsDuplicatesExactlyWhileClientsComeAndGo(Class<? extends Message> type) {
    AtomicInteger faults = new AtomicInteger();
    SwarmResult result = runThrough(faults, () -> Faults.repeat(kind(type), 2), CHURN, PATIENCE);
    assertThat(faults).hasValueGreaterThanOrEqualTo(CLIENTS);
    assertThat(total(result).duplicated()).isEqualTo(faults.get());
    assertThat(total(result).lost()).isZero();
  }

  @ParameterizedTest
  @ValueSource(classes = {EchoReply.class, ChatMessage.class})
  void countsCorruptedMessagesExactlyWhileClientsComeAndGo(Class<? extends Message> type) {
    AtomicInteger faults = new AtomicInteger();
    SwarmResult result = runThrough(faults, () -> Faults.corrupt(kind(type), 2), CHURN, PATIENCE);
    assertThat(faults).hasValueGreaterThanOrEqualTo(CLIENTS);
    assertThat(total(result).corrupted()).isEqualTo(faults.get());
    assertThat(total(result).lost()).isZero();
  }

  @ParameterizedTest
  @ValueSource(classes = {EchoReply.class, ChatMessage.class})
  void aFaultAmongClientsThatDropTheirConnectionsIsStillCounted(Class<? extends Message> type) {
    AtomicInteger faults = new AtomicInteger();
    SwarmResult result =
        runThrough(
            faults,
            () -> Faults.repeat(kind(type), 1),
            "{ duration = 1s, churn = 100 %, exit = drop }",
            PATIENCE);
    // A duplicate that is on its way when its receiver drops the connection does not count.
    assertThat(total(result).duplicated()).isPositive().isLessThanOrEqualTo(faults.get());
    assertThat(total(result).lost()).isZero();
    assertThat(total(result).unexpected()).isZero();
  }

  @Test
  void theSeedDecidesAllSentMessagesAndTheirOrder() {
    assertThat(sentWithSeed(3)).isEqualTo(sentWithSeed(3)).hasSize(5 * 20);
    assertThat(sentWithSeed(3)).isNotEqualTo(sentWithSeed(4));
  }

  private static final String CHURN =
      "{ duration = 300ms }, { duration = 1s, churn = 100 % }, { duration = 300ms }";

  private List<String> sentWithSeed(long seed) {
    List<String> sent = Collections.synchronizedList(new ArrayList<>());
    SwarmOptions options =
        SwarmOptions.builder(server.address())
            .clients(5)
            .rate(100)
            .duration(Duration.ofMillis(200))
            .workers(1)
            .seed(seed)
            .scenarios(List.of("recorded"))
            .build();
    SwarmGame game = new GameWith("recorded", () -> new Recorded(sent));
    new Swarm(options, game).run(ProgressView.none());
    return sent;
  }

  /// A scenario whose actions record the messages that they would send.
  private record Recorded(List<String> sent) implements Scenario {
    @Override
    public String name() {
      return "recorded";
    }

    @Override
    public Script script(ScenarioContext context) {
      return Script.of(
          (client, iteration) ->
              sent.add(
                  client.index()
                      + " "
                      + iteration.number()
                      + " "
                      + context.payload().text(client.index(), iteration.number())
                      + context.random(client, iteration).nextInt()));
    }
  }

  private SwarmResult runThrough(
      AtomicInteger faults, Supplier<Meddler> toClient, String stages, Duration settle) {
    try (FaultyRelay relay =
        new FaultyRelay(server.port(), _ -> Faults.none(), _ -> counted(toClient.get(), faults))) {
      return run(relay.address(), profile(stages), 1, settle);
    }
  }

  private static Meddler counted(Meddler meddler, AtomicInteger faults) {
    return frame -> {
      List<FaultyRelay.Frame> out = meddler.pass(frame);
      if (!out.equals(List.of(frame))) {
        faults.incrementAndGet();
      }
      return out;
    };
  }

  private static SwarmResult run(InetSocketAddress address, Profile profile, int workers) {
    return run(address, profile, workers, PATIENCE);
  }

  private static SwarmResult run(
      InetSocketAddress address, Profile profile, int workers, Duration settle) {
    SwarmOptions options =
        SwarmOptions.builder(address)
            .clients(CLIENTS)
            .scenarios(List.of("echo+chat"))
            .profile(profile)
            .rate(10)
            .roomSize(ROOM)
            .workers(workers)
            .settleTimeout(settle)
            .build();
    return new Swarm(options, new GameSwarm()).run(ProgressView.none());
  }

  private static Profile profile(String stages) {
    return Profiles.parse("test", "stages = [ " + stages + " ]").profile();
  }

  private static Counts total(SwarmResult result) {
    return result.scenarios().getFirst().counts().plus(result.scenarios().getLast().counts());
  }

  private static Message kind(Class<? extends Message> type) {
    return type == EchoReply.class
        ? EchoReply.getDefaultInstance()
        : ChatMessage.getDefaultInstance();
  }

  private static void assertSpotless(Counts counts) {
    assertThat(counts.delivered()).isPositive();
    assertThat(counts)
        .isEqualTo(
            new Counts(
                counts.sent(),
                0,
                0,
                counts.delivered(),
                counts.delivered(),
                0,
                0,
                0,
                0,
                0,
                counts.abandoned()));
  }
}
