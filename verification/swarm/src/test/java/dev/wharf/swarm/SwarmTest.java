package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.client.swarm.EchoScenario;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SwarmTest {
  private static final EchoReply REPLY = EchoReply.getDefaultInstance();
  private static final EchoRequest REQUEST = EchoRequest.getDefaultInstance();
  private static final long STALL = Duration.ofMillis(300).toNanos();

  private static final List<String> SOURCES = List.of("127.0.0.2", "127.0.0.3");

  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  /// The thread of the progress view blocks, as when the user presses Ctrl-S. All other threads
  /// must continue.
  @Test
  void aBlockedViewEndsNoClient() throws InterruptedException {
    CountDownLatch terminalGoesOn = new CountDownLatch(1);
    try (TestServer strict =
        TestServer.start("session.heartbeat", "1s", "session.idle-timeout", "3s")) {
      SwarmOptions options =
          options(strict.address()).clients(20).rate(0.01).duration(Duration.ofSeconds(8)).build();
      CompletableFuture<SwarmResult> run =
          CompletableFuture.supplyAsync(
              () ->
                  new Swarm(options, new GameSwarm())
                      .run(new WatchingView(_ -> true, () -> awaitQuietly(terminalGoesOn))));
      Thread.sleep(Duration.ofSeconds(8));
      terminalGoesOn.countDown();
      assertThat(run.join().connections().loggedIn()).isEqualTo(20);
      assertThat(run.join().connections().disconnected()).isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void countsAConnectionThatEndsAndWhatItCouldNotSend() {
    SwarmResult result =
        runThrough(
            _ -> Faults.none(),
            connection -> connection == 1 ? Faults.cut(REPLY, 1) : Faults.none(),
            3);
    assertThat(result.connections().loggedIn()).isEqualTo(3);
    assertThat(result.connections().disconnected()).isEqualTo(1);
    Counts counts = result.scenarios().getFirst().counts();
    assertThat(counts.sent() + counts.notSent()).isEqualTo(3 * 20);
    assertThat(counts.notSent()).isPositive();
    assertThat(counts.lost()).isPositive();
    assertThat(result.errors().keySet()).singleElement().asString().startsWith("disconnected: ");
    assertThat(brokenBounds(result)).containsExactlyInAnyOrder("disconnected", "not_sent", "lost");
  }

  /// The server seems to stop while the third request is in flight. The messages that are due
  /// during the stall wait, too, and their wait is a part of their latency. So each message that is
  /// due during the stall has a long latency, as players would notice it.
  @Test
  void aStallOfTheServerIsInTheLatencyOfEveryMessageDueMeanwhile() {
    SwarmResult result =
        runThrough(_ -> Faults.before(REQUEST, 3, SwarmTest::stall), _ -> Faults.none(), 1);
    LatencySummary latency = result.scenarios().getFirst().latency();
    assertThat(latency.count()).isEqualTo(20);
    assertThat(latency.max()).isGreaterThanOrEqualTo(STALL);
    assertThat(latency.p50()).as("half of the 20, 10 ms apart").isGreaterThan(STALL / 3);
  }

  /// The server seems to stop while the third request is in flight, and the swarm runs a closed
  /// loop. No user sends during the stall, so only one message is slow, and fewer messages are
  /// sent.
  @Test
  void aClosedLoopSendsNothingWhileItWaits() {
    try (FaultyRelay relay =
        new FaultyRelay(
            server.port(), _ -> Faults.before(REQUEST, 3, SwarmTest::stall), _ -> Faults.none())) {
      SwarmOptions options =
          options(relay.address())
              .clients(1)
              .closedLoop(true)
              .duration(Duration.ofMillis(600))
              .build();
      SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
      Counts counts = result.scenarios().getFirst().counts();
      assertThat(counts.sent()).as("60 less the 30 of the stall").isBetween(3L, 45L);
      assertThat(counts.delivered()).isEqualTo(counts.sent());
      LatencySummary latency = result.scenarios().getFirst().latency();
      assertThat(latency.max()).isGreaterThanOrEqualTo(STALL);
      assertThat(latency.p50()).isLessThan(STALL);
    }
  }

  /// The swarm itself stops for a while. The lag of the swarm is reported, and is a part of the
  /// latency.
  @Test
  void aLateGeneratorIsInTheLatencyAndInTheLag() {
    SwarmGame game = new GameWith("slow", SlowSender::new);
    SwarmOptions options = options(server.address()).clients(1).scenarios(List.of("slow")).build();
    SwarmResult result = new Swarm(options, game).run(ProgressView.none());
    assertThat(result.scenarios().getFirst().counts().lost()).isZero();
    LatencySummary latency = result.scenarios().getFirst().latency();
    assertThat(latency.p50()).isGreaterThan(STALL / 3);
    assertThat(result.lag().count()).isEqualTo(20);
    assertThat(result.lag().p50()).isGreaterThan(STALL / 3);
  }

  @Test
  void triesAllAddressesOfTheServer() throws IOException {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.1", freePort());
    SwarmOptions options =
        new SwarmOptions.Builder()
            .servers(List.of(closed, server.address()))
            .scenarios(List.of("echo"))
            .clients(20)
            .duration(Duration.ofMillis(200))
            .build();
    SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
    assertThat(result.connections().loggedIn()).isEqualTo(20);
    assertThat(result.connections().connectFailed()).isZero();
    assertThat(brokenBounds(result)).isEmpty();
  }

  @Test
  void countsAClientOnceWhenNoAddressAcceptsIt() throws IOException {
    List<InetSocketAddress> closed =
        List.of(
            new InetSocketAddress("127.0.0.1", freePort()),
            new InetSocketAddress("127.0.0.1", freePort()));
    SwarmOptions options =
        new SwarmOptions.Builder()
            .servers(closed)
            .clients(4)
            .duration(Duration.ofMillis(100))
            .build();
    SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
    assertThat(result.connections().connectFailed()).isEqualTo(4);
    assertThat(result.connections().asked()).isEqualTo(4);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "others have one loopback address")
  void connectsFromTheAddressesThatWereAskedFor() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    SwarmOptions options =
        options(server.address())
            .clients(6)
            .from(SOURCES.stream().map(InetAddress::ofLiteral).toList())
            .build();
    ProgressView view =
        new WatchingView(
            snapshot -> snapshot.loggedIn() == 6,
            () ->
                server.server().service().sessions().stream()
                    .map(one -> one.remoteAddress().getAddress().getHostAddress())
                    .forEach(seen::add));
    SwarmResult result = new Swarm(options, new GameSwarm()).run(view);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(SOURCES);
    assertThat(brokenBounds(result)).isEmpty();
  }

  @Test
  void namesAnAddressThatItCannotConnectFrom() {
    Cli run = Cli.run("swarm", "--from", "192.0.2.1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("wharf swarm: cannot connect from 192.0.2.1: ");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void endsEarlyWhenStoppedAndSaysSo() throws InterruptedException {
    Swarm swarm =
        new Swarm(
            options(server.address()).clients(3).duration(Duration.ofMinutes(10)).build(),
            new GameSwarm());
    CountDownLatch sending = new CountDownLatch(1);
    ProgressView view =
        new WatchingView(
            snapshot -> snapshot.flows().getFirst().counts().sent() > 0, sending::countDown);
    CompletableFuture<SwarmResult> run = CompletableFuture.supplyAsync(() -> swarm.run(view));
    sending.await();
    swarm.stop();
    SwarmResult result = run.join();
    assertThat(result.isComplete()).isFalse();
    assertThat(brokenBounds(result)).contains("stopped");
    ScenarioResult echo = result.scenarios().getFirst();
    assertThat(echo.counts().sent()).isPositive();
    assertThat(echo.duration()).isPositive().isLessThan(Duration.ofMinutes(5));
    assertThat(echo.sentPerSecond())
        .isEqualTo(echo.counts().sent() * 1e9 / echo.duration().toNanos());
    assertThat(result.sending()).isEqualTo(echo.duration());
    assertThat(Summary.lines(result, Verdict.of(result, List.of()), List.of()))
        .anyMatch(line -> line.matches(" 3 clients, echo, [0-9.]+ s of 600.0 s against .*"));
  }

  /// 2 of 20 replies arrive while messages are sent, and the other replies when the server
  /// continues.
  @Test
  void repliesOfTheSettlingTimeDoNotCountInRates() {
    SwarmResult result =
        runThrough(_ -> Faults.before(REQUEST, 3, SwarmTest::stall), _ -> Faults.none(), 1);
    ScenarioResult echo = result.scenarios().getFirst();
    assertThat(echo.counts().delivered()).isEqualTo(20);
    assertThat(echo.settling()).isBetween(15L, 18L);
    assertThat(echo.deliveredPerSecond())
        .isEqualTo((20 - echo.settling()) * 1e9 / echo.duration().toNanos());
    assertThat(echo.sentPerSecond()).isGreaterThan(echo.deliveredPerSecond());
  }

  @Test
  void twoScenariosOneAfterAnotherHaveEachTheirOwnTime() {
    SwarmOptions options =
        options(server.address())
            .scenarios(List.of("chat", "echo"))
            .duration(Duration.ofSeconds(1))
            .build();
    SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
    assertThat(result.scenarios())
        .allSatisfy(
            one -> assertThat(one.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(500)));
    assertThat(result.sending())
        .isEqualTo(result.scenarios().get(0).duration().plus(result.scenarios().get(1).duration()));
  }

  @Test
  void doesNotStartWhenStoppedBefore() {
    Swarm swarm = new Swarm(options(server.address()).build(), new GameSwarm());
    swarm.stop();
    SwarmResult result = swarm.run(ProgressView.none());
    assertThat(result.connections().connected()).isZero();
    assertThat(result.isComplete()).isFalse();
    assertThat(result.sending()).isZero();
    assertThat(result.scenarios().getFirst().sentPerSecond()).isZero();
  }

  @Test
  void showsTheOwnNameOfAScenarioThatWasNamedByItsClass() {
    String byClass = Nameless.class.getName();
    assertThat(swarm(byClass).info().scenarios()).containsExactly("quiet");
    assertThat(swarm("echo+" + byClass, "chat").info().scenarios())
        .containsExactly("echo+quiet", "chat");
    assertThat(swarm("mixed").info().scenarios()).containsExactly("mixed");
  }

  /// A scenario without a short name, as a user of the swarm may write it.
  public static final class Nameless implements Scenario {
    @Override
    public String name() {
      return "quiet";
    }

    @Override
    public Script script(ScenarioContext context) {
      return Script.of(Script.idle());
    }
  }

  @Test
  void rejectsUnknownAndRepeatedScenarios() {
    assertThatThrownBy(() -> swarm("echo", "dance"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no scenario 'dance'; the scenarios are echo, chat, walk, trade, mixed");
    assertThatThrownBy(() -> swarm("mixed", "echo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("each scenario can run only once in a run: echo, chat, echo");
  }

  private Swarm swarm(String... scenarios) {
    return new Swarm(
        options(server.address()).scenarios(List.of(scenarios)).build(), new GameSwarm());
  }

  /// Returns options with which each client sends 20 messages, 10 ms apart.
  private static SwarmOptions.Builder options(InetSocketAddress address) {
    return SwarmOptions.builder(address)
        .scenarios(List.of("echo"))
        .clients(5)
        .rate(100)
        .duration(Duration.ofMillis(200))
        .workers(1);
  }

  private SwarmResult runThrough(
      IntFunction<FaultyRelay.Meddler> toServer,
      IntFunction<FaultyRelay.Meddler> toClient,
      int clients) {
    try (FaultyRelay relay = new FaultyRelay(server.port(), toServer, toClient)) {
      SwarmOptions options =
          options(relay.address()).clients(clients).settleTimeout(Duration.ofSeconds(1)).build();
      return new Swarm(options, new GameSwarm()).run(ProgressView.none());
    }
  }

  private static List<String> brokenBounds(SwarmResult result) {
    return Verdict.of(result, Threshold.withDefaults(List.of())).broken().stream()
        .map(check -> check.threshold().metric())
        .toList();
  }

  private static void stall() {
    long end = System.nanoTime() + STALL;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /// A scenario whose action blocks before the third message.
  private static final class SlowSender implements Scenario {
    private final EchoScenario echo = new EchoScenario();

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public Script script(ScenarioContext context) {
      Script fast = echo.script(context);
      return Script.of(
          (client, iteration) -> {
            if (iteration.number() == 3) {
              stall();
            }
            fast.actions().getFirst().run(client, iteration);
          });
    }
  }
}
