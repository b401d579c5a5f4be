package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.player.Account;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.output.JsonReport;
import dev.wharf.swarm.output.MergedFiles;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Verdict;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests the segments of a run. They run at the same time in one JVM against a real server, and
/// their files are merged.
@Timeout(120)
class SegmentsTest {
  @TempDir private Path folder;

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
  void threeSegmentsAddUpExactlyToOneProcess() {
    SwarmOptions.Builder options = options().clients(35).scenarios(List.of("echo+chat"));
    SwarmResult one = new Swarm(options.build(), new GameSwarm()).run(ProgressView.none());
    SwarmResult three = run(options, 3);
    assertThat(three.scenarios()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(three.scenarios().get(i).counts()).isEqualTo(one.scenarios().get(i).counts());
    }
    assertThat(three.info()).isEqualTo(one.info());
    assertThat(three.connections().asked()).isEqualTo(35);
    assertThat(three.connections().loggedIn()).isEqualTo(35);
    assertThat(three.processes())
        .extracting(ProcessResult::name, ProcessResult::loggedIn)
        .containsExactly(
            Tuple.tuple("segment 1/3", 15L),
            Tuple.tuple("segment 2/3", 10L),
            Tuple.tuple("segment 3/3", 10L));
    assertThat(Verdict.of(three, Threshold.withDefaults(List.of(), List.of(), true)).broken())
        .isEmpty();
    assertThat(three.isComplete()).isTrue();
  }

  @Test
  void percentilesAreComputedFromAllLatencies() {
    SwarmResult result = run(options().clients(9), 3);
    ScenarioResult echo = result.scenarios().getFirst();
    LatencyHistogram all = result.histograms().get("echo");
    assertThat(all).isNotNull();
    assertThat(echo.latency()).isEqualTo(all.summary());
    assertThat(echo.latency().count()).isEqualTo(9 * 10);
    assertThat(result.lag().count()).isEqualTo(9 * 10);
    assertThat(result.connections().login().count()).isEqualTo(9);
  }

  @Test
  void theTimelineAddsUpAllSegments() {
    SwarmResult result = run(options().clients(9).duration(Duration.ofSeconds(2)), 3);
    double sent = 0;
    for (Timeline.Point point : result.timeline().points()) {
      sent += point.flows().getFirst().sent() * point.seconds();
    }
    assertThat(sent).isBetween(9 * 40 - 12.0, 9 * 40 + 12.0);
    assertThat(result.timeline().points().getLast().connected()).isEqualTo(9);
  }

  @Test
  void scenariosOneAfterAnotherAddUp() {
    SwarmResult result = run(options().clients(20).scenarios(List.of("chat", "echo")), 2);
    assertThat(result.scenarios().get(0).counts()).isEqualTo(clean(100, 500));
    assertThat(result.scenarios().get(1).counts()).isEqualTo(clean(100, 100));
  }

  @Test
  void faultsOfOneClientAreInTheSums() {
    try (FaultyRelay relay =
        new FaultyRelay(
            server.port(),
            _ -> Faults.none(),
            connection ->
                connection == 4 ? Faults.lose(EchoReply.getDefaultInstance(), 2) : Faults.none())) {
      SwarmOptions.Builder options =
          builder(relay.address()).clients(6).settleTimeout(Duration.ofSeconds(2));
      Counts counts = run(options, 2).scenarios().getFirst().counts();
      assertThat(counts.sent()).isEqualTo(60);
      assertThat(counts.expected()).isEqualTo(60);
      assertThat(counts.lost()).isEqualTo(1);
    }
  }

  /// Each segment has more clients than the number of logins that the server checks at one time.
  @Test
  void retriesOfAllSegmentsAreInTheSums() {
    CountDownLatch bothRetried = new CountDownLatch(2);
    Authenticator slow =
        attempt -> {
          bothRetried.await();
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
      SwarmOptions.Builder options =
          builder(full.address()).clients(12).settleTimeout(Duration.ofSeconds(30));
      Connections all = run(options, 2, bothRetried).connections();
      assertThat(all.asked()).isEqualTo(12);
      assertThat(all.loggedIn()).isEqualTo(12);
      assertThat(all.retried()).isGreaterThan(1);
      assertThat(all.connected()).isEqualTo(12 + all.retried());
    }
  }

  private SwarmResult run(SwarmOptions.Builder options, int segments) {
    return run(options, segments, new CountDownLatch(segments));
  }

  /// Runs all segments at the same time, and merges their result files.
  ///
  /// @param retried counted down by each segment when it has retried a login
  private SwarmResult run(SwarmOptions.Builder options, int segments, CountDownLatch retried) {
    List<CompletableFuture<Path>> all =
        IntStream.rangeClosed(1, segments)
            .mapToObj(number -> options.segment(new Segment(number, segments)).build())
            .map(own -> CompletableFuture.supplyAsync(() -> play(own, retried), threads))
            .toList();
    return MergedFiles.read(all.stream().map(CompletableFuture::join).toList()).result();
  }

  private Path play(SwarmOptions options, CountDownLatch retried) {
    CountDownLatch own = new CountDownLatch(1);
    ProgressView watching =
        new WatchingView(
            snapshot -> snapshot.retried() > 0 && own.getCount() > 0,
            () -> {
              own.countDown();
              retried.countDown();
            });
    SwarmResult result = new Swarm(options, new GameSwarm()).run(watching);
    Path file = folder.resolve("segment-" + options.segment().number() + ".json");
    JsonReport.write(file, Report.of(result, Verdict.of(result, List.of()), List.of()));
    return file;
  }

  private SwarmOptions.Builder options() {
    return builder(server.address());
  }

  /// Returns options with which each client sends 10 messages of each scenario, 50 ms apart.
  private static SwarmOptions.Builder builder(InetSocketAddress address) {
    return SwarmOptions.builder(address)
        .scenarios(List.of("echo"))
        .rate(20)
        .duration(Duration.ofMillis(500))
        .roomSize(5)
        .workers(1)
        .namePrefix("segments");
  }

  private static Counts clean(long sent, long delivered) {
    return new Counts(sent, 0, 0, delivered, delivered, 0, 0, 0, 0, 0, 0);
  }
}
