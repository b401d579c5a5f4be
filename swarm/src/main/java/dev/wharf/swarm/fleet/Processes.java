package dev.wharf.swarm.fleet;

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

/// Child processes that play one run, a segment each. A child that ends early, is silent or ends
/// late is killed, and the others go on.
///
/// [#awaitReady] and [#run] are called once each, one after the other, from a thread that may
/// block.
public final class Processes implements AutoCloseable {
  /// A child that is silent for longer is killed. Children send their progress each second.
  public static final Duration SILENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration TO_START = Duration.ofSeconds(60);

  /// The time that children have to end when they are stopped.
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final List<Child> children = new ArrayList<>();
  private final Duration silence;

  /// Confined to the run's thread, as all below.
  private Orders told = Orders.NONE;

  private final Since begun = new Since();
  private final Since firstResult = new Since();
  private final Since stopped = new Since();

  /// A moment that may not have come yet.
  private static final class Since {
    private long at;

    void mark() {
      at = at == 0 ? System.nanoTime() : at;
    }

    boolean isOver(Duration time) {
      return at != 0 && System.nanoTime() - at > time.toNanos();
    }
  }

  private Processes(Duration silence) {
    this.silence = silence;
  }

  /// Starts a child for each part.
  ///
  /// @param command the same for all; each reads its part from its standard input
  /// @param workers I/O threads of each
  public static Processes start(List<String> command, List<Part> parts, int workers) {
    return start(command, parts, workers, SILENCE);
  }

  /// Starts a child for each part.
  ///
  /// @param silence after which a child is killed
  public static Processes start(
      List<String> command, List<Part> parts, int workers, Duration silence) {
    Processes processes = new Processes(silence);
    try {
      for (Part part : parts) {
        String name = "process " + (processes.children.size() + 1);
        processes.children.add(Child.start(name, workers, command, part));
      }
      return processes;
    } catch (IOException e) {
      processes.close();
      throw new UncheckedIOException("cannot start a process: " + e.getMessage(), e);
    }
  }

  /// Waits until all children can begin.
  ///
  /// @throws IllegalStateException when one cannot, not in time, or it is stopped; says why
  public void awaitReady(BooleanSupplier isStopped) {
    long deadline = System.nanoTime() + TO_START.toNanos();
    for (Child child : children) {
      while (!child.isReady()) {
        if (!child.isRunning()) {
          throw new IllegalStateException(child.name() + ": " + child.fate());
        }
        if (isStopped.getAsBoolean() || System.nanoTime() - deadline >= 0) {
          throw new IllegalStateException(
              isStopped.getAsBoolean()
                  ? "stopped before all processes had started"
                  : child.name() + " has not started in time");
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  /// Starts the run in all children, and waits for its end.
  ///
  /// @param info of the whole run
  /// @param orders polled while the run lasts
  /// @param slack how much later than the first any child may end; one that ended early counts only
  ///   from the run's full time on
  /// @param server the source of the server's own figures
  public SwarmResult run(
      RunInfo info,
      Supplier<Orders> orders,
      Duration slack,
      ProgressView view,
      MetricsPoller server) {
    TimelineRecorder figures = new TimelineRecorder();
    long begin = System.nanoTime();
    double sampledAt = 0;
    begun.mark();
    children.forEach(Child::expect);
    tell(orders.get());
    try (ProgressLoop _ = new ProgressLoop(this::snapshot, view)) {
      while (children.stream().anyMatch(Child::isRunning)) {
        steer(orders.get());
        killLate(info.duration(), slack);
        double now = (System.nanoTime() - begin) / 1e9;
        if (now - sampledAt >= 1) {
          figures.add(Timeline.Point.ofServer(now, now - sampledAt, server.figures()));
          sampledAt = now;
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    return sum(info, new Timeline(figures.points(), List.of(), server.answers()));
  }

  private SwarmResult sum(RunInfo info, Timeline figures) {
    SwarmResult sum =
        SwarmResult.none(
            info, new Ending(Duration.ZERO, told.isStopped() ? Ending.STOPPED : ""), Timeline.NONE);
    for (Child child : children) {
      sum = child.addedTo(sum);
    }
    return sum.withServer(figures);
  }

  /// Waits up to 5 s for each child to end, then kills it.
  @Override
  public void close() {
    children.forEach(Child::close);
  }

  private Snapshot snapshot() {
    return children.stream()
        .map(Child::latest)
        .filter(Objects::nonNull)
        .reduce(Snapshot::plus)
        .orElse(Snapshot.STARTING);
  }

  private void steer(Orders wish) {
    if (!wish.equals(told)) {
      tell(wish);
    }
  }

  private void tell(Orders wish) {
    told = wish;
    children.stream().filter(Child::isRunning).forEach(child -> child.tell(wish));
    if (wish.isStopped()) {
      stopped.mark();
    }
  }

  /// Kills children that are silent, or late. A child that ended early makes no other late before
  /// the run's full time.
  private void killLate(Duration duration, Duration slack) {
    long now = System.nanoTime();
    List<Child> running = children.stream().filter(Child::isRunning).toList();
    running.stream()
        .filter(child -> now - child.heardAt() > silence.toNanos())
        .forEach(child -> child.kill("it was silent for " + silence.toSeconds() + " s"));
    if (children.stream().anyMatch(Child::isComplete)
        || (begun.isOver(duration) && children.stream().anyMatch(Child::hasResult))) {
      firstResult.mark();
    }
    if (firstResult.isOver(slack) || stopped.isOver(TO_STOP)) {
      running.forEach(child -> child.kill("it did not end in time"));
    }
  }
}
