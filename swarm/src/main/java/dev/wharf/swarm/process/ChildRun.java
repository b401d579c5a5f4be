package dev.wharf.swarm.process;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Runs one segment in a child process. The parent process decides when the run starts, and changes
/// it while it runs. Call [#run] once, from a thread that may block.
public final class ChildRun implements ProgressView {
  private final ParentPipe parent;
  private final Swarm swarm;

  /// Reaches zero at the first control state, which starts the run.
  private final CountDownLatch started = new CountDownLatch(1);

  /// Creates the run of a child process.
  ///
  /// @param parent the pipe to the parent process
  /// @param swarm runs the segment. Its control follows the control states of the parent process
  public ChildRun(ParentPipe parent, Swarm swarm) {
    this.parent = parent;
    this.swarm = swarm;
  }

  /// Waits for the parent's start, runs the segment, and sends the result to the parent.
  ///
  /// @return false when the thread was interrupted before the run started
  public boolean run() {
    try {
      parent.follow(this::onControlState);
      started.await();
      parent.send(swarm.run(this));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Duration period() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void show(Snapshot snapshot) {
    parent.send(snapshot);
  }

  @Override
  public void end(Snapshot snapshot) {
    parent.send(snapshot);
  }

  private void onControlState(ControlState next) {
    SwarmControl control = swarm.control();
    Integer clients = next.clients();
    if (clients != null && control.clients().orElse(-1) != clients) {
      control.clients(clients);
    } else if (clients == null && control.clients().isPresent()) {
      control.followProfile();
    }
    if (next.rateFactor() != control.rateFactor()) {
      control.rateFactor(next.rateFactor());
    }
    if (next.isPaused()) {
      control.pause();
    } else {
      control.resume();
    }
    if (next.isStopped()) {
      control.stop();
    }
    started.countDown();
  }
}
