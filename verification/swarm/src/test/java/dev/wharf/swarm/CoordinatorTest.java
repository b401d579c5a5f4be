package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.client.Route;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.player.Account;
import dev.wharf.swarm.fleet.Coordinator;
import dev.wharf.swarm.fleet.FleetException;
import dev.wharf.swarm.fleet.WorkerLink;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Verdict;
import dev.wharf.swarm.wire.FleetPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A coordinator and its workers in one JVM, against a real server.
@Timeout(120)
class CoordinatorTest {
  private static final String TOKEN = "a token of some length";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start();
  }

  @AfterEach
  void stopServer() {
    threads.shutdownNow();
    threads.close();
    server.close();
  }

  @Test
  void threeWorkersPlayWhatOneProcessWouldToTheDigit() {
    SwarmOptions options = options().clients(35).scenarios(List.of("echo+chat")).build();
    SwarmResult one = new Swarm(options, new GameSwarm()).run(ProgressView.none());
    SwarmResult three = run(options, 3);
    assertThat(three.scenarios()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(three.scenarios().get(i).counts()).isEqualTo(one.scenarios().get(i).counts());
    }
    assertThat(three.connections().asked()).isEqualTo(35);
    assertThat(three.connections().loggedIn()).isEqualTo(35);
    assertThat(three.processes())
        .extracting(ProcessResult::name, ProcessResult::loggedIn)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("w0", 15L),
            org.assertj.core.groups.Tuple.tuple("w1", 10L),
            org.assertj.core.groups.Tuple.tuple("w2", 10L));
    assertThat(Verdict.of(three, Threshold.withDefaults(List.of())).broken()).isEmpty();
    assertThat(three.isComplete()).isTrue();
  }

  @Test
  void percentilesAreThoseOfAllLatenciesTogether() {
    SwarmResult result = run(options().clients(9).build(), 3);
    ScenarioResult echo = result.scenarios().getFirst();
    LatencyHistogram all = result.histograms().get("echo");
    assertThat(all).isNotNull();
    assertThat(echo.latency()).isEqualTo(all.summary());
    assertThat(echo.latency().count()).isEqualTo(9 * 10);
    assertThat(result.lag().count()).isEqualTo(9 * 10);
    assertThat(result.connections().login().count()).isEqualTo(9);
  }

  @Test
  void theTimelineHoldsWhatAllDid() {
    SwarmResult result = run(options().clients(9).duration(Duration.ofSeconds(2)).build(), 3);
    double sent = 0;
    for (Timeline.Point point : result.timeline().points()) {
      sent += point.flows().getFirst().sent() * point.seconds();
    }
    assertThat(sent).isBetween(9 * 40 - 12.0, 9 * 40 + 12.0);
    assertThat(result.timeline().points().getLast().connected()).isEqualTo(9);
  }

  @Test
  void scenariosOneAfterAnotherBeginTogether() {
    SwarmResult result = run(options().clients(20).scenarios(List.of("chat", "echo")).build(), 2);
    assertThat(result.scenarios().get(0).counts()).isEqualTo(clean(100, 500));
    assertThat(result.scenarios().get(1).counts()).isEqualTo(clean(100, 100));
  }

  @Test
  void whatARelayDoesToOneClientIsInTheSums() {
    try (FaultyRelay relay =
        new FaultyRelay(
            server.port(),
            _ -> Faults.none(),
            connection ->
                connection == 4 ? Faults.lose(EchoReply.getDefaultInstance(), 2) : Faults.none())) {
      SwarmOptions options =
          builder(relay.address()).clients(6).patience(Duration.ofSeconds(2)).build();
      SwarmResult result = run(options, 2);
      Counts counts = result.scenarios().getFirst().counts();
      assertThat(counts.sent()).isEqualTo(60);
      assertThat(counts.expected()).isEqualTo(60);
      assertThat(counts.lost()).isEqualTo(1);
    }
  }

  /// As when the terminal is stopped with Ctrl-S.
  @Test
  void leadsItsWorkersWhileItsViewStandsStill() {
    try (Coordinator coordinator = Coordinator.open(here(), TOKEN, 1)) {
      CompletableFuture<Boolean> worker = work(coordinator, "w0");
      coordinator.awaitWorkers(PATIENCE, () -> null);
      ProgressView stuck = new WatchingView(_ -> true, worker::join);
      SwarmResult result =
          play(coordinator, options().clients(3).build(), CoordinatorTest::plan, stuck);
      assertThat(result.connections().loggedIn()).isEqualTo(3);
      assertThat(worker.join()).isTrue();
    }
  }

  /// Each has more clients than the server checks at one time.
  @Test
  void whatAllRetriedIsInTheSums() {
    CountDownLatch someRetried = new CountDownLatch(1);
    Authenticator slow =
        attempt -> {
          someRetried.await();
          return Authentication.accepted(Account.of(attempt.name()));
        };
    try (TestServer full =
        TestServer.startWith(
            slow,
            "login.max-in-flight",
            "1",
            "login.check-timeout",
            "1m",
            "session.login-timeout",
            "2m")) {
      SwarmOptions options =
          builder(full.address()).clients(12).patience(Duration.ofSeconds(30)).build();
      Connections all =
          run(
                  options,
                  2,
                  new WatchingView(snapshot -> snapshot.retried() > 1, someRetried::countDown))
              .connections();
      assertThat(all.asked()).isEqualTo(12);
      assertThat(all.loggedIn()).isEqualTo(12);
      assertThat(all.retried()).isGreaterThan(1);
      assertThat(all.connected()).isEqualTo(12 + all.retried());
    }
  }

  @Test
  void aWorkerThatCannotPlayItsPartIsNamedAndFailsTheRun() {
    SwarmOptions options = options().clients(6).build();
    SwarmResult result =
        run(
            options,
            2,
            share ->
                PlanWire.write(share, null, "", null).toBuilder()
                    .setScenarios(0, share.share().index() == 1 ? "dance" : "echo")
                    .build());
    assertThat(result.processes().get(1).isLost()).isTrue();
    assertThat(result.errors().keySet())
        .singleElement()
        .asString()
        .startsWith("lost w1: it cannot run its part: there is no scenario 'dance'");
    assertThat(result.scenarios().getFirst().counts()).isEqualTo(clean(30, 30));
    Threshold bound = Threshold.parse("processes.lost == 0", java.util.Set.of("processes.lost"));
    assertThat(Verdict.of(result, List.of(bound)).isGood()).isFalse();
  }

  @Test
  void aWorkerWithAnotherTokenIsRefusedAndCostsNothing() {
    try (Coordinator coordinator = Coordinator.open(here(), TOKEN, 1)) {
      assertThatThrownBy(() -> join(coordinator, "not the token at all", "stranger"))
          .isInstanceOf(FleetException.class)
          .hasMessage("the coordinator said: the join token is another one");
      assertThat(coordinator.members()).isEmpty();
      sendGarbage(coordinator.address());
      CompletableFuture<Boolean> worker = work(coordinator, "w0");
      coordinator.awaitWorkers(PATIENCE, () -> null);
      assertThatThrownBy(() -> join(coordinator, TOKEN, "one too many"))
          .hasMessage("the coordinator said: all workers are there already");
      SwarmResult result = play(coordinator, options().clients(2).build());
      assertThat(result.scenarios().getFirst().counts()).isEqualTo(clean(20, 20));
      assertThat(worker.join()).isTrue();
    }
  }

  @Test
  void aCoordinatorSaysWhoIsThereWhenSomebodyIsMissing() {
    try (Coordinator coordinator = Coordinator.open(here(), TOKEN, 3);
        WorkerLink _ = join(coordinator, TOKEN, "hall-1")) {
      assertThatThrownBy(() -> coordinator.awaitWorkers(Duration.ofMillis(50), () -> null))
          .isInstanceOf(FleetException.class)
          .hasMessage("2 of 3 workers did not join within 0.05 s; there: hall-1");
    }
  }

  @Test
  void nobodyListensForOthersWithoutAToken() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> Coordinator.open(everywhere, "", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a coordinator that others can reach needs a token");
    assertThatThrownBy(() -> JoinAddress.checkToken(everywhere, "too short"))
        .hasMessageContaining("needs --join-token (or WHARF_JOIN_TOKEN) of 16 characters or more");
    JoinAddress.checkToken(everywhere, TOKEN);
    JoinAddress.checkToken(here(), "");
  }

  @Test
  void aWorkerWhoseCoordinatorEndsStops() {
    Coordinator coordinator = Coordinator.open(here(), TOKEN, 1);
    try (WorkerLink link = join(coordinator, TOKEN, "w0")) {
      coordinator.close();
      WorkerRun run = new WorkerRun(link, new GameSwarm());
      assertThatThrownBy(() -> run.run(() -> false))
          .isInstanceOf(FleetException.class)
          .hasMessageStartingWith("the connection to the coordinator ended");
    }
  }

  private SwarmResult run(SwarmOptions options, int workers) {
    return run(options, workers, ProgressView.none());
  }

  private SwarmResult run(SwarmOptions options, int workers, ProgressView view) {
    return run(options, workers, CoordinatorTest::plan, view);
  }

  private SwarmResult run(SwarmOptions options, int workers, FleetRun.FleetPlans plans) {
    return run(options, workers, plans, ProgressView.none());
  }

  private SwarmResult run(
      SwarmOptions options, int workers, FleetRun.FleetPlans plans, ProgressView view) {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    SwarmResult result;
    Coordinator coordinator = Coordinator.open(here(), TOKEN, workers);
    try (coordinator) {
      for (int i = 0; i < workers; i++) {
        all.add(work(coordinator, "w" + i));
      }
      coordinator.awaitWorkers(PATIENCE, () -> null);
      result = play(coordinator, options, plans, view);
    }
    all.forEach(CompletableFuture::join);
    assertThat(coordinator.leftOver()).isEmpty();
    return result;
  }

  private static SwarmResult play(Coordinator coordinator, SwarmOptions options) {
    return play(coordinator, options, CoordinatorTest::plan, ProgressView.none());
  }

  private static FleetPlan plan(SwarmOptions share) {
    return PlanWire.write(share, null, "", null);
  }

  private static SwarmResult play(
      Coordinator coordinator, SwarmOptions options, FleetRun.FleetPlans plans, ProgressView view) {
    Swarm wish = new Swarm(options, new GameSwarm());
    return new FleetRun(coordinator, options, plans, wish).run(view, ServerMetrics.none(), null);
  }

  private CompletableFuture<Boolean> work(Coordinator coordinator, String name) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (WorkerLink link = join(coordinator, TOKEN, name)) {
            return new WorkerRun(link, new GameSwarm()).run(() -> false);
          }
        },
        threads);
  }

  private static WorkerLink join(Coordinator coordinator, String token, String name) {
    return WorkerLink.join(Route.to(coordinator.address()), token, name, 1, PATIENCE, () -> false);
  }

  private static void sendGarbage(InetSocketAddress address) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes("US-ASCII"));
      socket.getOutputStream().flush();
      byte[] all = socket.getInputStream().readAllBytes();
      assertThat(all).as("a challenge, a reason, and the end").isNotEmpty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private SwarmOptions.Builder options() {
    return builder(server.address());
  }

  /// 10 messages of each client and scenario, 50 ms apart.
  private static SwarmOptions.Builder builder(InetSocketAddress address) {
    return SwarmOptions.builder(address)
        .rate(20)
        .duration(Duration.ofMillis(500))
        .roomSize(5)
        .workers(1)
        .namePrefix("fleet");
  }

  private static Counts clean(long sent, long delivered) {
    return new Counts(sent, 0, 0, delivered, delivered, 0, 0, 0, 0, 0);
  }

  private static InetSocketAddress here() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
