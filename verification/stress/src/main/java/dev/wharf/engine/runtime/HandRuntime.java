package dev.wharf.engine.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// The system's runtime with a timer of the test. Virtual threads run on the thread that starts
/// them, so that their work is done when the actors of a test have ended.
///
/// @param timer returned for every timer that is asked for
public record HandRuntime(TaskTimer timer) implements EngineRuntime {
  private static final EngineRuntime SYSTEM = EngineRuntime.system();

  @Override
  public TaskTimer newTimer(String threadName, Duration tick) {
    return timer;
  }

  @Override
  public long nanoTime() {
    return SYSTEM.nanoTime();
  }

  @Override
  public Instant instant() {
    return SYSTEM.instant();
  }

  @Override
  public RandomGenerator newRandom() {
    return SYSTEM.newRandom();
  }

  @Override
  public RandomGenerator newSecretRandom() {
    return SYSTEM.newSecretRandom();
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    return SYSTEM.newThread(name, body);
  }

  @Override
  public Thread newVirtualThread(String name, Runnable body) {
    return new Thread(name) {
      @Override
      public void start() {
        body.run();
      }
    };
  }

  @Override
  public void parkNanos(long nanos) {
    SYSTEM.parkNanos(nanos);
  }

  @Override
  public void unpark(Thread thread) {
    SYSTEM.unpark(thread);
  }

  @Override
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    return SYSTEM.join(thread, time);
  }

  @Override
  public Scheduled schedule(Duration delay, Runnable task) {
    return SYSTEM.schedule(delay, task);
  }
}
