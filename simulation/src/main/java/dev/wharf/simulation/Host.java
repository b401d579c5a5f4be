package dev.wharf.simulation;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import java.time.Duration;
import java.util.SplittableRandom;

/// A machine of a [Simulation]: its clock and its threads. Used only by threads of the simulation,
/// and by the test's thread between two runs.
public final class Host {
  private final String name;
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private SimulatedRuntime runtime;

  Host(String name, Scheduler scheduler, SplittableRandom random) {
    this.name = name;
    this.scheduler = scheduler;
    this.random = random;
    this.runtime = newLife();
  }

  private SimulatedRuntime newLife() {
    return new SimulatedRuntime(scheduler, new Life(name), random.split());
  }

  /// The name that the simulation gave it.
  public String name() {
    return name;
  }

  /// The clock, threads, waits, timers and random numbers of the host. [#restart] makes another.
  public EngineRuntime runtime() {
    return runtime;
  }

  /// Ends all threads of the host where they are: no further code of theirs runs. When a thread of
  /// the host calls it, it does not return.
  public void crash() {
    scheduler.crash(runtime.life());
  }

  /// Makes a fresh runtime after a crash.
  ///
  /// @throws IllegalStateException when the host has not crashed
  public void restart() {
    if (!runtime.life().isOver()) {
      throw new IllegalStateException("host " + name + " has not crashed");
    }
    runtime = newLife();
  }

  /// Changes the wall clock. The clock of [EngineRuntime#nanoTime] does not jump.
  ///
  /// @param by the difference, negative for a jump back
  public void jumpWallClock(Duration by) {
    runtime.jumpWallClock(by);
  }

  @Override
  public String toString() {
    return name;
  }
}
