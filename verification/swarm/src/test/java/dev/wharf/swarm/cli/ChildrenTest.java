package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.WatchingView;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.process.Assignment;
import dev.wharf.swarm.process.ChildProcesses;
import dev.wharf.swarm.process.ControlState;
import dev.wharf.swarm.process.JavaCommand;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests how a parent process controls its child processes, against a real server.
@Timeout(180)
class ChildrenTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Threshold NONE_LOST =
      Threshold.parse("processes.lost == 0", Set.of("processes.lost"));

  private final AtomicReference<Snapshot> latest = new AtomicReference<>();
  private TestServer server;

  @BeforeEach
  void startServer() {
    server = TestServer.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void keysSteerAllChildren() {
    AtomicBoolean isStopped = new AtomicBoolean();
    SwarmControl control = new SwarmControl(100_000, () -> isStopped.set(true), (kind, text) -> {});
    KeySteering keys = new KeySteering(control);
    try (ChildProcesses processes = start(ChildProcesses.SILENCE, "10m")) {
      processes.awaitReady(() -> false);
      CompletableFuture<SwarmResult> run =
          CompletableFuture.supplyAsync(
              () -> play(processes, () -> ControlState.of(control, isStopped.get()), watching()));
      await(now -> now.loggedIn() == 6 && sent(now) > 0);
      keys.onKey('+', 6);
      await(now -> now.loggedIn() == 7 && now.clients() == 7);
      keys.onKey(']', 7);
      keys.onKey('p', 7);
      await(now -> sent(now) == 0);
      keys.onKey('p', 7);
      await(now -> sent(now) > 0);
      keys.onKey('q', 7);
      SwarmResult result = run.join();
      assertThat(result.ending().whyEarly()).isEqualTo(Ending.STOPPED);
      assertThat(result.processes()).noneMatch(ProcessResult::isLost);
      assertThat(result.connections().loggedIn()).isEqualTo(7);
      assertThat(result.timeline().marks())
          .extracting(Timeline.Mark::name)
          .anyMatch(mark -> mark.contains("7 clients"))
          .anyMatch(mark -> mark.contains("paused"));
    }
  }

  /// The thread of the view blocks, as when the user presses Ctrl-S.
  @Test
  void theChildrenAreLedWhileTheViewIsBlocked() {
    try (ChildProcesses processes = start(ChildProcesses.SILENCE, "1s")) {
      processes.awaitReady(() -> false);
      ProgressView stuck =
          new WatchingView(
              _ -> true,
              () -> Awaitility.await().atMost(PATIENCE).until(() -> countChildren() == 0));
      SwarmResult result = play(processes, () -> ControlState.INITIAL, stuck);
      assertThat(result.connections().loggedIn()).isEqualTo(6);
      assertThat(result.processes()).noneMatch(ProcessResult::isLost);
    }
  }

  @Test
  void aChildThatCannotPlayItsPartReportsTheReason() {
    List<String> bad = command("1s", "--scenario", "dance");
    try (ChildProcesses processes = ChildProcesses.start(bad, parts(), 1)) {
      assertThatThrownBy(() -> processes.awaitReady(() -> false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "process \\d: it ended early, exit code 2: .*there is no scenario 'dance'.*");
    }
  }

  /// A child process freezes. Its pipes stay open, so that nothing reports the end of the child.
  @Test
  @EnabledOnOs(OS.LINUX)
  void oneThatIsFrozenIsGivenUpByNameAndTheOtherGoesOn() throws Exception {
    AtomicBoolean isStopped = new AtomicBoolean();
    try (ChildProcesses processes = start(Duration.ofSeconds(8), "10m")) {
      processes.awaitReady(() -> false);
      CompletableFuture<SwarmResult> run =
          CompletableFuture.supplyAsync(
              () ->
                  play(
                      processes,
                      () -> new ControlState(null, 1, false, isStopped.get()),
                      watching()));
      await(now -> now.loggedIn() == 6 && sent(now) > 0);
      ProcessHandle frozen = children().getFirst();
      signal("STOP", frozen);
      Awaitility.await().atMost(PATIENCE).until(() -> !frozen.isAlive());
      isStopped.set(true);
      assertThatOneIsLost(run.join());
    }
  }

  private static void assertThatOneIsLost(SwarmResult result) {
    ProcessResult lost = one(result, true);
    assertThat(lost.fate()).isEqualTo("it was silent for 8 s");
    assertThat(lost.loggedIn()).isEqualTo(3);
    ProcessResult other = one(result, false);
    assertThat(other.sent()).as("the other process ran for longer").isGreaterThan(lost.sent());
    assertThat(other.delivered()).isEqualTo(other.sent());
    assertThat(result.scenarios().getFirst().counts().sent()).isEqualTo(other.sent());
    assertThat(result.errors()).containsOnlyKeys("lost " + lost.name() + ": it was silent for 8 s");
    Verdict verdict = Verdict.of(result, List.of(NONE_LOST));
    assertThat(verdict.isGood()).isFalse();
    assertThat(Summary.lines(result, verdict, List.of()))
        .contains(" broken: processes.lost == 0, found 1")
        .anyMatch(line -> line.matches(" " + lost.name() + " +3 +[\\d,]+ .*"));
  }

  private static ProcessResult one(SwarmResult result, boolean isLost) {
    List<ProcessResult> found =
        result.processes().stream().filter(process -> process.isLost() == isLost).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private ChildProcesses start(Duration silence, String duration, String... more) {
    return ChildProcesses.start(command(duration, more), parts(), 1, silence);
  }

  private List<String> command(String duration, String... more) {
    List<String> arguments = new ArrayList<>(List.of("swarm", "--port", "" + server.port()));
    arguments.addAll(List.of("--clients", "6", "--room-size", "3", "--rate", "20"));
    arguments.addAll(List.of("--workers", "1", "--duration", duration, "--child"));
    if (!List.of(more).contains("--scenario")) {
      arguments.addAll(List.of("--scenario", "echo"));
    }
    arguments.addAll(List.of(more));
    return JavaCommand.of("dev.wharf.game.client.ClientMain", arguments);
  }

  private static List<Assignment> parts() {
    return List.of(
        new Assignment(new Segment(1, 2), "children"),
        new Assignment(new Segment(2, 2), "children"));
  }

  private static SwarmResult play(
      ChildProcesses processes, Supplier<ControlState> controlState, ProgressView view) {
    RunInfo info =
        new RunInfo(
            "here", 6, List.of("echo"), Duration.ofSeconds(3), 20, 3, 32, 1, 1, Segment.WHOLE);
    return processes.run(info, controlState, PATIENCE, view, MetricsPoller.none());
  }

  private ProgressView watching() {
    return new WatchingView(
        snapshot -> {
          latest.set(snapshot);
          return false;
        },
        () -> {});
  }

  private void await(Predicate<Snapshot> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> latest.get() != null && condition.test(latest.get()));
  }

  private static long sent(Snapshot snapshot) {
    return snapshot.flows().stream().mapToLong(Snapshot.Flow::sentPerSecond).sum();
  }

  private int countChildren() {
    return children().size();
  }

  /// Returns the child processes that connect to the server of this test. Other tests may have
  /// child processes at the same time.
  private List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(child -> commandLineOf(child).contains("--port\0" + server.port() + "\0"))
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
}
