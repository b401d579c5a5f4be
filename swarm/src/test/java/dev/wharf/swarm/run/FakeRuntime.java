package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// A runtime for one thread, with its own time. The time passes only when the thread waits, or when
/// the test sets it.
final class FakeRuntime implements EngineRuntime {
  long now;

  /// Whether each wait ends after half of its time.
  boolean returnsEarly;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void parkNanos(long nanos) {
    now += returnsEarly ? Math.max(1, nanos / 2) : Math.max(0, nanos);
  }

  @Override
  public Instant instant() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RandomGenerator newRandom() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RandomGenerator newSecretRandom() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Thread newVirtualThread(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unpark(Thread thread) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean join(Thread thread, Duration time) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Scheduled schedule(Duration delay, Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TaskTimer newTimer(String threadName, Duration tick) {
    throw new UnsupportedOperationException();
  }
}
