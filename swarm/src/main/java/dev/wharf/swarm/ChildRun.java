package dev.wharf.swarm;

import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.fleet.Orders;
import dev.wharf.swarm.fleet.ParentPipe;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Plays a segment for a parent process, which says when to begin and how to go on.
final class ChildRun implements ProgressView {
  private final ParentPipe parent;
  private final Swarm swarm;
  private final CountDownLatch begin = new CountDownLatch(1);

  ChildRun(ParentPipe parent, Swarm swarm) {
    this.parent = parent;
    this.swarm = swarm;
  }

  /// Plays all of it.
  ///
  /// @return the exit code
  int run() {
    try (StopOnSignal _ = StopOnSignal.watch(swarm::stop)) {
      parent.follow(this::onOrders);
      begin.await();
      parent.tell(swarm.run(this));
      return ExitCodes.GOOD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    }
  }

  @Override
  public Duration period() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void show(Snapshot snapshot) {
    parent.tell(snapshot);
  }

  @Override
  public void end(Snapshot snapshot) {
    parent.tell(snapshot);
  }

  private void onOrders(Orders orders) {
    swarm.control().follow(orders);
    begin.countDown();
  }
}
