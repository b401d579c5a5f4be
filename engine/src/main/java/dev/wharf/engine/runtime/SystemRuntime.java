package dev.wharf.engine.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// The runtime of the machine. [#schedule] runs its tasks on the JDK's common pool.
final class SystemRuntime implements EngineRuntime {
  static final SystemRuntime INSTANCE = new SystemRuntime();

  private SystemRuntime() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public RandomGenerator newRandom() {
    return new SplittableRandom();
  }

  @Override
  public RandomGenerator newSecretRandom() {
    return new SecureRandom();
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name(name).unstarted(body);
  }

  @Override
  public Thread newVirtualThread(String name, Runnable body) {
    return Thread.ofVirtual().name(name).unstarted(body);
  }

  @Override
  public void parkNanos(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    return thread.join(time);
  }

  /// Waits by the future's own method. When the time has passed, nothing stays in the future.
  @Override
  public boolean await(CompletableFuture<?> future, Duration time) throws InterruptedException {
    try {
      future.get(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | CancellationException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public Scheduled schedule(Duration delay, Runnable task) {
    long nanos = TimeUnit.NANOSECONDS.convert(delay);
    ScheduledFuture<?> future =
        ForkJoinPool.commonPool().schedule(task, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public TaskTimer newTimer(String threadName, Duration tick) {
    return new WheelTimer(threadName, tick);
  }
}
