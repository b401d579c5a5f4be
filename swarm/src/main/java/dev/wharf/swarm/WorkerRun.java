package dev.wharf.swarm;

import dev.wharf.swarm.fleet.ResultWire;
import dev.wharf.swarm.fleet.WorkerLink;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.wire.FleetControl;
import dev.wharf.swarm.wire.FleetPlan;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Plays one worker's part of a run that a coordinator leads. For one thread, which may block.
final class WorkerRun {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final WorkerLink link;
  private final SwarmGame game;
  private volatile @Nullable Snapshot latest;

  WorkerRun(WorkerLink link, SwarmGame game) {
    this.link = link;
    this.game = game;
  }

  /// @param isStopped whether somebody here wants it to end early
  /// @return whether the coordinator has the whole result
  /// @throws dev.wharf.swarm.fleet.FleetException when the connection ends before the run
  boolean run(BooleanSupplier isStopped) {
    try (Ticker _ = new Ticker("fleet-progress", SECOND, () -> link.tell(latest))) {
      FleetPlan plan = link.awaitPlan(isStopped);
      Swarm swarm = prepared(plan);
      return swarm != null && play(swarm, isStopped);
    }
  }

  private @Nullable Swarm prepared(FleetPlan plan) {
    try {
      return new Swarm(
          PlanWire.options(plan, link.logins()), game, PlanWire.hostile(plan, game.hostileKinds()));
    } catch (IllegalArgumentException e) {
      link.tellUnable(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean play(Swarm swarm, BooleanSupplier isStopped) {
    link.onChanges(control -> steer(swarm, control), swarm::stop);
    LinkGate gate = new LinkGate();
    gate.ready();
    while (!gate.isOpen() && !swarm.isStopped()) {
      if (isStopped.getAsBoolean()) {
        swarm.stop();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    if (gate.isOpen()) {
      waitUntil(gate.startsAt(PaceClock.SYSTEM));
    }
    swarm.beginBy(gate);
    SwarmResult result;
    try (Ticker _ = new Ticker("fleet-stop", LOOK, () -> stopIf(swarm, isStopped))) {
      result = swarm.run(new Latest());
    }
    return link.deliver(ResultWire.write(result));
  }

  private static void stopIf(Swarm swarm, BooleanSupplier isStopped) {
    if (isStopped.getAsBoolean() && !swarm.isStopped()) {
      swarm.stop();
    }
  }

  private static void waitUntil(long nanos) {
    while (System.nanoTime() - nanos < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(nanos - System.nanoTime());
    }
  }

  private static void steer(Swarm swarm, FleetControl wish) {
    SwarmControl control = swarm.control();
    if (wish.getStop()) {
      control.stop();
    }
    if (wish.getClients() < 0) {
      control.clientsOfProfile();
    } else {
      control.clients(Math.min(wish.getClients(), SwarmOptions.MOST_CLIENTS));
    }
    if (wish.getRateFactor() > 0 && wish.getRateFactor() != control.rateFactor()) {
      control.rateFactor(Math.min(wish.getRateFactor(), SwarmControl.MOST_FACTOR));
    }
    if (wish.getPaused() && !control.isPaused()) {
      control.pause();
    } else if (!wish.getPaused() && control.isPaused()) {
      control.resume();
    }
  }

  /// The coordinator says when. Part 0 is the run.
  private final class LinkGate implements StartGate {
    private int part = -1;

    @Override
    public void ready() {
      part++;
      link.ready(part);
    }

    @Override
    public boolean isOpen() {
      return link.beginOf(part) != null;
    }

    @Override
    public long startsAt(PaceClock clock) {
      Long begin = link.beginOf(part);
      return begin == null ? clock.nanoTime() : begin;
    }
  }

  /// Keeps the latest snapshot.
  private final class Latest implements ProgressView {
    @Override
    public Duration period() {
      return SECOND;
    }

    @Override
    public void show(Snapshot snapshot) {
      latest = snapshot;
    }

    @Override
    public void end(Snapshot snapshot) {
      latest = snapshot;
    }
  }
}
