package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.fleet.Children;
import dev.wharf.swarm.fleet.Coordinator;
import dev.wharf.swarm.fleet.Member;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Summary;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A worker process that is there, and does nothing any more: its connection stays, and nobody says
/// that it has ended.
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class FrozenWorkerTest {
  private static final String TOKEN = "a token of some length";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(4);
  private static final Threshold NONE_LOST =
      Threshold.parse("processes.lost == 0", Set.of("processes.lost"));

  @Test
  void isGivenUpByNameAfterTheSilenceAndTheOtherGoesOn() throws Exception {
    ProcessHandle frozen;
    try (TestServer server = TestServer.start();
        Coordinator coordinator = Coordinator.open(here(), TOKEN, 2, SILENCE);
        Children children = Children.start(2, worker(), coordinator.address(), TOKEN)) {
      coordinator.awaitWorkers(PATIENCE, children::whoHasEnded);
      CompletableFuture<SwarmResult> run =
          CompletableFuture.supplyAsync(() -> play(coordinator, server, children));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> coordinator.members().stream().allMatch(FrozenWorkerTest::hasSent));
      List<ProcessHandle> workers = workersOf(coordinator);
      assertThat(workers).hasSize(2);
      frozen = workers.getFirst();
      signal("STOP", frozen);
      try {
        assertThatOneIsLost(run.join());
      } finally {
        signal("CONT", frozen);
      }
    }
    assertThat(frozen.isAlive()).isFalse();
  }

  private static void assertThatOneIsLost(SwarmResult result) {
    ProcessResult lost = one(result, true);
    assertThat(lost.fate()).isEqualTo("it was silent for 4 s");
    assertThat(lost.loggedIn()).isEqualTo(3);
    assertThat(lost.sent()).as("how far it had come").isBetween(1L, 3 * 60 - 1L);
    ProcessResult other = one(result, false);
    assertThat(other.sent()).isEqualTo(3 * 60);
    assertThat(other.delivered()).isEqualTo(3 * 60);
    assertThat(result.scenarios().getFirst().counts().sent()).isEqualTo(3 * 60);
    assertThat(result.errors()).containsOnlyKeys("lost " + lost.name() + ": it was silent for 4 s");
    Verdict verdict = Verdict.of(result, List.of(NONE_LOST));
    assertThat(verdict.isGood()).isFalse();
    assertThat(Summary.lines(result, verdict, List.of()))
        .contains(" broken: processes.lost == 0, found 1")
        .anyMatch(line -> line.matches(" " + lost.name() + " +3 +" + lost.sent() + " .*"));
  }

  private static ProcessResult one(SwarmResult result, boolean isLost) {
    List<ProcessResult> found =
        result.processes().stream().filter(process -> process.isLost() == isLost).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static SwarmResult play(Coordinator coordinator, TestServer server, Children children) {
    SwarmOptions options =
        SwarmOptions.builder(server.address())
            .clients(6)
            .roomSize(3)
            .rate(20)
            .duration(Duration.ofSeconds(3))
            .workers(1)
            .namePrefix("frozen")
            .build();
    Swarm wish = new Swarm(options, new GameSwarm());
    return new FleetRun(coordinator, options, share -> PlanWire.write(share, null, "", null), wish)
        .run(ProgressView.none(), ServerMetrics.none(), children);
  }

  private static boolean hasSent(Member member) {
    Snapshot latest = member.latest();
    return latest != null && latest.flows().stream().anyMatch(flow -> flow.counts().sent() > 0);
  }

  private static List<String> worker() {
    return List.of(WorkerCommand.class.getName(), GameSwarm.class.getName(), "--child", "--join");
  }

  /// Those that were told to join it: other tests have processes too.
  private static List<ProcessHandle> workersOf(Coordinator coordinator) {
    String port = ":" + coordinator.address().getPort();
    return ProcessHandle.current()
        .children()
        .filter(child -> commandLineOf(child).contains(port))
        .toList();
  }

  private static String commandLineOf(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static InetSocketAddress here() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
