package dev.wharf.swarm.cli;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.fleet.Orders;
import dev.wharf.swarm.fleet.ParentPipe;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.time.Duration;
import java.util.OptionalInt;
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

  /// The orders for child processes: they do the same as the control of the parent's swarm says.
  static Orders orders(SwarmControl control, boolean isStopped) {
    OptionalInt clients = control.clients();
    return new Orders(
        clients.isPresent() ? clients.getAsInt() : null,
        control.rateFactor(),
        control.isPaused(),
        isStopped);
  }

  private void onOrders(Orders orders) {
    SwarmControl control = swarm.control();
    Integer clients = orders.clients();
    if (clients != null && control.clients().orElse(-1) != clients) {
      control.clients(clients);
    } else if (clients == null && control.clients().isPresent()) {
      control.clientsOfProfile();
    }
    if (orders.rateFactor() != control.rateFactor()) {
      control.rateFactor(orders.rateFactor());
    }
    if (orders.isPaused()) {
      control.pause();
    } else {
      control.resume();
    }
    if (orders.isStopped()) {
      control.stop();
    }
    begin.countDown();
  }
}
