package dev.wharf.simulation;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import dev.wharf.simulation.schedule.SimulatedThread;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The runtime of a host, for one [Life] of the host. Threads, waits and timers run on the
/// scheduler, in virtual time. Only the thread that has the scheduler's turn uses it.
final class SimulatedRuntime implements EngineRuntime {
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private final Life life;
  private final SplittableRandom random;

  /// The value of the host's [#nanoTime] at the beginning of the virtual time. It is random, so
  /// that the clocks of two hosts cannot be compared.
  private final long origin;

  private final AsynchronousChannelProvider provider;
  private final SimulatedTimer later;
  private Duration wallClockOffset = Duration.ZERO;

  SimulatedRuntime(
      Scheduler scheduler,
      Life life,
      SplittableRandom random,
      AsynchronousChannelProvider provider) {
    this.scheduler = scheduler;
    this.life = life;
    this.random = random;
    this.provider = provider;
    this.origin = random.nextLong() >> 2;
    this.later = new SimulatedTimer(this, life + "-schedule", 1, scheduler::step);
  }

  Life life() {
    return life;
  }

  void jumpWallClock(Duration by) {
    wallClockOffset = wallClockOffset.plus(by);
  }

  @Override
  public long nanoTime() {
    long time = origin + scheduler.now();
    return time == 0 ? 1 : time;
  }

  @Override
  public Instant instant() {
    return BEGINNING.plusNanos(scheduler.now()).plus(wallClockOffset);
  }

  @Override
  public RandomGenerator newRandom() {
    scheduler.checkTurn();
    return random.split();
  }

  @Override
  public RandomGenerator newSecretRandom() {
    return newRandom();
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    return new SimulatedThread(scheduler, life, name, body);
  }

  @Override
  public Thread newVirtualThread(String name, Runnable body) {
    return new SimulatedThread(scheduler, life, name, body);
  }

  @Override
  public void parkNanos(long nanos) {
    scheduler.parkNanos(nanos);
  }

  @Override
  public void unpark(Thread thread) {
    scheduler.unpark(thread);
  }

  @Override
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    return scheduler.join(thread, time);
  }

  @Override
  public Scheduled schedule(Duration delay, Runnable task) {
    return later.schedule(new LaterTask(task), delay.toNanos());
  }

  @Override
  public TaskTimer newTimer(String threadName, Duration tick) {
    return new SimulatedTimer(this, threadName, tick.toNanos(), scheduler::step);
  }

  /// Allocates heap memory, so that the buffers of a crashed host, and of a simulation that has
  /// failed, are garbage-collected.
  @Override
  public ByteBuffer allocateMemory(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  @Override
  public boolean isOver() {
    return life.isOver() || scheduler.isOver();
  }

  @Override
  public AsynchronousChannelProvider channelProvider() {
    return provider;
  }

  /// A task of [#schedule]. Its timer is never closed, so the task is never dropped.
  private record LaterTask(Runnable task) implements TaskTimer.Task {
    @Override
    public void onDue() {
      task.run();
    }

    @Override
    public void onDropped() {}
  }
}
