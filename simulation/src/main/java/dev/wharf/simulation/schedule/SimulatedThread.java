package dev.wharf.simulation.schedule;

/// A thread that runs only when it has the turn. It stands for a platform thread or a virtual one.
public final class SimulatedThread extends Thread {
  private final Scheduler scheduler;
  private final Life life;

  /// A thread of a host. It ends with the life of the host.
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
      // The simulation is over, and with it the thread.
    } catch (Throwable uncaught) {
      getUncaughtExceptionHandler().uncaughtException(this, uncaught);
    } finally {
      scheduler.finish();
    }
  }

  /// Interrupts the thread, which ends its wait.
  @Override
  public void interrupt() {
    super.interrupt();
    scheduler.wake(this);
  }
}
