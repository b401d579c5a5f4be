package dev.wharf.simulation.schedule;

/// A thread that runs only when it has the scheduler's turn. Simulated hosts use it for platform
/// threads and for virtual threads.
public final class SimulatedThread extends Thread {
  private final Scheduler scheduler;
  private final Life life;

  /// Creates a thread of a host. The thread never runs again after the end of this life of the
  /// host.
  public SimulatedThread(Scheduler scheduler, Life life, String name, Runnable body) {
    super(null, body, name, 0, false);
    this.scheduler = scheduler;
    this.life = life;
    setDaemon(true);
  }

  @Override
  public void start() {
    scheduler.begin(life, this, super::start);
  }

  @Override
  public void run() {
    try {
      scheduler.arrive();
      super.run();
    } catch (Unwinding over) {
      // The simulation is over, so the thread ends.
    } catch (Throwable uncaught) {
      getUncaughtExceptionHandler().uncaughtException(this, uncaught);
    } finally {
      scheduler.finish();
    }
  }

  /// Interrupts the thread. If the thread waits in the scheduler, its wait ends.
  @Override
  public void interrupt() {
    super.interrupt();
    scheduler.wake(this);
  }
}
