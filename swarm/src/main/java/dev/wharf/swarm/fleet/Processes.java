package dev.wharf.swarm.fleet;

import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.MergedResult;
import dev.wharf.swarm.report.MergedSnapshot;
import dev.wharf.swarm.report.ProgressLoop;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Child processes that play one run, a segment each. A child that ends, is silent or lags far
/// behind is given up, and the others go on.
///
/// [#awaitReady] and [#run] are called once each, one after the other, from a thread that may
/// block.
public final class Processes implements AutoCloseable {
  /// Children say something each second.
  public static final Duration SILENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TO_START = Duration.ofSeconds(60);

  /// What children may take to end in good order when stopped.
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final List<Child> children = new ArrayList<>();
  private final Duration silence;

  /// Of the run's thread, as all below.
  private Orders told = Orders.NONE;

  private final Since begun = new Since();
  private final Since firstResult = new Since();
  private final Since stopped = new Since();
  private final Since sampled = new Since();

  /// A moment that may not have come yet.
  private static final class Since {
    private long at;

    void mark() {
      at = at == 0 ? System.nanoTime() : at;
    }

    void restart() {
      at = System.nanoTime();
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
  /// @param silence after which a child is given up
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

  /// Lets the children begin, and follows them to their end.
  ///
  /// @param info of the whole run
  /// @param orders asked all the time
  /// @param slack how much later than the first any child may end; one that ended early counts only
  ///   from the run's full time on
  /// @param server whose own figures are noted beside the swarm's
  public SwarmResult run(
      RunInfo info,
      Supplier<Orders> orders,
      Duration slack,
      ProgressView view,
      ServerMetrics server) {
    MergedResult merged = new MergedResult(info);
    long begin = System.nanoTime();
    begun.mark();
    children.forEach(Child::expect);
    tell(orders.get());
    try (ProgressLoop _ = new ProgressLoop(() -> MergedSnapshot.of(snapshots()), view)) {
      while (children.stream().anyMatch(Child::isRunning)) {
        steer(orders.get());
        giveUp(info.duration(), slack);
        if (sampled.at == 0 || sampled.isOver(SECOND)) {
          sampled.restart();
          merged.add((System.nanoTime() - begin) / 1e9, server.figures());
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    if (told.isStopped()) {
      merged.stopped();
    }
    children.forEach(child -> child.addTo(merged));
    return merged.result(server.answers());
  }

  /// Waits a little for children that are about to end, and ends the others.
  @Override
  public void close() {
    children.forEach(Child::close);
  }

  /// How each child does that has begun.
  List<Snapshot> snapshots() {
    return children.stream().map(Child::latest).filter(Objects::nonNull).toList();
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

  /// One that ended early tells nothing about when the others will: not before their time.
  private void giveUp(Duration duration, Duration slack) {
    long now = System.nanoTime();
    List<Child> running = children.stream().filter(Child::isRunning).toList();
    running.stream()
        .filter(child -> now - child.heardAt() > silence.toNanos())
        .forEach(child -> child.giveUp("it was silent for " + silence.toSeconds() + " s"));
    if (children.stream().anyMatch(Child::isComplete)
        || (begun.isOver(duration) && children.stream().anyMatch(Child::hasResult))) {
      firstResult.mark();
    }
    if (firstResult.isOver(slack) || stopped.isOver(TO_STOP)) {
      running.forEach(child -> child.giveUp("it did not end in time"));
    }
  }
}
