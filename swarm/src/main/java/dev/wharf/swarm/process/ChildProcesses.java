package dev.wharf.swarm.process;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.live.ProgressLoop;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.TimelineRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The child processes of one run; each runs one segment. A child that exits early, is silent or
/// ends late is killed and counts as lost. The other children go on.
///
/// Call [#awaitReady] once, and after it [#run] once, both from a thread that may block.
public final class ChildProcesses implements AutoCloseable {
  /// The longest time that a child may send nothing. A child that is silent for longer is killed.
  /// Children send their progress every second.
  public static final Duration SILENCE = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /// The longest time that the children of a stopped run may take to end. Children that take longer
  /// are killed.
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final List<ChildProcess> children = new ArrayList<>();
  private final Duration silence;

  /// The latest control state that was sent to the children. Only the thread that calls [#run] uses
  /// this field and the fields below.
  private ControlState current = ControlState.INITIAL;

  private final Stopwatch sinceStart = new Stopwatch();
  private final Stopwatch sinceFirstResult = new Stopwatch();
  private final Stopwatch sinceStop = new Stopwatch();

  /// Measures the time since an event that may not have happened yet.
  private static final class Stopwatch {
    private long startedAt;

    /// Starts the stopwatch, unless it has started before.
    void start() {
      startedAt = startedAt == 0 ? System.nanoTime() : startedAt;
    }

    boolean isOver(Duration time) {
      return startedAt != 0 && System.nanoTime() - startedAt > time.toNanos();
    }
  }

  private ChildProcesses(Duration silence) {
    this.silence = silence;
  }

  /// Starts one child for each assignment.
  ///
  /// @param command the children's command line, the same for all. A child reads its assignment
  ///   from its standard input
  /// @param workers the number of I/O threads of each child
  public static ChildProcesses start(
      List<String> command, List<Assignment> assignments, int workers) {
    return start(command, assignments, workers, SILENCE);
  }

  /// Starts one child for each assignment.
  ///
  /// @param silence the longest time that a child may send nothing; a child that is silent for
  ///   longer is killed
  public static ChildProcesses start(
      List<String> command, List<Assignment> assignments, int workers, Duration silence) {
    ChildProcesses processes = new ChildProcesses(silence);
    try {
      for (Assignment assignment : assignments) {
        String name = "process " + (processes.children.size() + 1);
        processes.children.add(ChildProcess.start(name, workers, command, assignment));
      }
      return processes;
    } catch (IOException e) {
      processes.close();
      throw new UncheckedIOException("cannot start a process: " + e.getMessage(), e);
    }
  }

  /// Waits until all children are ready to start.
  ///
  /// @throws IllegalStateException when a child has exited, is not ready after 60 s, or the run is
  ///   stopped during the wait; the message says which
  public void awaitReady(BooleanSupplier isStopped) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    for (ChildProcess child : children) {
      while (!child.isReady()) {
        if (!child.isRunning()) {
          throw new IllegalStateException(child.name() + ": " + child.failure());
        }
        if (isStopped.getAsBoolean() || System.nanoTime() - deadline >= 0) {
          throw new IllegalStateException(
              isStopped.getAsBoolean()
                  ? "stopped before all processes had started"
                  : child.name() + " has not started in time");
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /// Starts the run in all children, forwards each change of the control state, and waits until all
  /// children have ended.
  ///
  /// @param info describes the whole run
  /// @param controlState returns the present control state; called again and again while the run
  ///   lasts
  /// @param slack the longest time from the end of the first child to the end of the last one; a
  ///   child that ends later is killed
  /// @param server polls the server's metrics
  public SwarmResult run(
      RunInfo info,
      Supplier<ControlState> controlState,
      Duration slack,
      ProgressView view,
      MetricsPoller server) {
    TimelineRecorder figures = new TimelineRecorder();
    long begin = System.nanoTime();
    double sampledAt = 0;
    sinceStart.start();
    children.forEach(ChildProcess::resetSilence);
    send(controlState.get());
    try (ProgressLoop _ = new ProgressLoop(EngineRuntime.system(), this::snapshot, view)) {
      while (children.stream().anyMatch(ChildProcess::isRunning)) {
        forward(controlState.get());
        killLate(info.duration(), slack);
        double now = (System.nanoTime() - begin) / 1e9;
        if (now - sampledAt >= 1) {
          figures.add(Timeline.Point.ofServer(now, now - sampledAt, server.figures()));
          sampledAt = now;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
    return sum(info, new Timeline(figures.points(), List.of(), server.answers()));
  }

  private SwarmResult sum(RunInfo info, Timeline figures) {
    SwarmResult sum =
        SwarmResult.none(
            info,
            new Ending(Duration.ZERO, current.isStopped() ? Ending.STOPPED : ""),
            Timeline.NONE);
    for (ChildProcess child : children) {
      sum = child.addedTo(sum);
    }
    return sum.withServer(figures);
  }

  /// Waits up to 5 s for the exit of each child, and kills a child that has not exited in this
  /// time.
  @Override
  public void close() {
    children.forEach(ChildProcess::close);
  }

  private Snapshot snapshot() {
    return children.stream()
        .map(ChildProcess::latest)
        .filter(Objects::nonNull)
        .reduce(Snapshot::plus)
        .orElse(Snapshot.STARTING);
  }

  private void forward(ControlState next) {
    if (!next.equals(current)) {
      send(next);
    }
  }

  private void send(ControlState next) {
    current = next;
    children.stream().filter(ChildProcess::isRunning).forEach(child -> child.send(next));
    if (next.isStopped()) {
      sinceStop.start();
    }
  }

  /// Kills children that are silent or late. A child is late when the slack has passed since the
  /// first complete result. A result of a run that ended early counts only after the run's full
  /// duration, because the other children may go on for that time. All children of a stopped run
  /// are late after [#STOP_TIMEOUT].
  private void killLate(Duration duration, Duration slack) {
    long now = System.nanoTime();
    List<ChildProcess> running = children.stream().filter(ChildProcess::isRunning).toList();
    running.stream()
        .filter(child -> now - child.lastMessageAt() > silence.toNanos())
        .forEach(child -> child.kill("it was silent for " + silence.toSeconds() + " s"));
    if (children.stream().anyMatch(ChildProcess::isComplete)
        || (sinceStart.isOver(duration) && children.stream().anyMatch(ChildProcess::hasResult))) {
      sinceFirstResult.start();
    }
    if (sinceFirstResult.isOver(slack) || sinceStop.isOver(STOP_TIMEOUT)) {
      running.forEach(child -> child.kill("it did not end in time"));
    }
  }
}
