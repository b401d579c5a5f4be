package dev.wharf.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The clock, threads, waits, timers and random numbers of a port and of all code on it.
///
/// A port gets its runtime from `PortOptions`, and `CompletionPort.runtime()` returns it. The
/// libraries read clocks, wait, start threads and make random numbers only through the runtime; an
/// architecture test checks this. So a second implementation of this interface can control time and
/// the order in which threads run. Such an implementation may run one thread at a time, so a thread
/// that waits in another way would stop all other threads. A game whose tests use such a runtime
/// must keep the same rule.
///
/// Code may lock, but it must not wait through the runtime, or start an operation of a channel,
/// while it holds a lock. Worker threads come from the channel provider, and all other threads from
/// the runtime. Callers start and interrupt a thread by its own methods, `Thread.start` and
/// `Thread.interrupt`.
///
/// Thread-safe. Methods that wait must not be called on a worker.
public interface EngineRuntime {
  /// A duration without end, for the methods that wait.
  Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /// Returns the runtime of the machine: the system's clocks, the JDK's threads and timers.
  static EngineRuntime system() {
    return SystemRuntime.INSTANCE;
  }

  /// Returns the time in nanoseconds from an arbitrary origin. Only differences have a meaning.
  /// Never returns 0, because the engine uses 0 for a time that is not set.
  long nanoTime();

  /// Returns the time of the wall clock, which may jump.
  Instant instant();

  /// Makes a generator of random numbers, for one thread at a time. The numbers can be predicted,
  /// so they must not be used as secrets.
  RandomGenerator newRandom();

  /// Makes a generator of random numbers that nobody can predict, for secrets such as tokens. For
  /// one thread at a time. The generator of a simulation is not secret: its numbers come from the
  /// seed.
  RandomGenerator newSecretRandom();

  /// Makes a platform thread. The caller starts the thread. It is a daemon thread;
  /// `setDaemon(false)` before the start keeps the process alive until the thread ends.
  Thread newThread(String name, Runnable body);

  /// Makes a virtual thread, for code that blocks, such as an authenticator or a database. The
  /// caller starts the thread.
  Thread newVirtualThread(String name, Runnable body);

  /// Returns an executor that starts a new virtual thread for each task, at once. The caller limits
  /// the number of tasks.
  ///
  /// @param name the name of each thread
  default Executor blockingExecutor(String name) {
    return task -> newVirtualThread(name, task).start();
  }

  /// Waits until another thread calls [#unpark], the thread is interrupted or the time has passed.
  /// May return early without a reason, so the caller checks its condition in a loop.
  ///
  /// @param nanos the longest time to wait. When it is zero or negative, the method returns at once
  void parkNanos(long nanos);

  /// Waits as [#parkNanos] does, but until [#nanoTime] reaches `time`. Returns at once when
  /// `nanoTime` has already reached `time`.
  default void parkUntil(long time) {
    parkNanos(time - nanoTime());
  }

  /// Ends the [#parkNanos] in which the thread waits. When the thread does not wait, its next
  /// [#parkNanos] returns at once.
  void unpark(Thread thread);

  /// Waits for a thread to end.
  ///
  /// @return whether the thread has ended in time
  boolean join(Thread thread, Duration time) throws InterruptedException;

  /// Waits until the given time has passed.
  default void sleep(Duration time) throws InterruptedException {
    boolean _ = new Wait(this, Long.MAX_VALUE).until(() -> false, time);
  }

  /// Waits until a condition holds. Checks the condition each millisecond.
  ///
  /// @return whether the condition holds; false when the time has passed
  default boolean poll(BooleanSupplier condition, Duration time) throws InterruptedException {
    return new Wait(this, TimeUnit.MILLISECONDS.toNanos(1)).until(condition, time);
  }

  /// Waits until a future is completed, normally or exceptionally.
  ///
  /// @return whether the future is completed; false when the time has passed
  default boolean await(CompletableFuture<?> future, Duration time) throws InterruptedException {
    return new Wait(this, Long.MAX_VALUE).untilDone(future, time);
  }

  /// Runs a task later, once. The task must not block.
  Scheduled schedule(Duration delay, Runnable task);

  /// Returns the provider of the channels of all ports on this runtime; null when the options of
  /// the port choose the provider. The provider's groups are [Executor]s, and several of its
  /// listeners can share a TCP port (`SO_REUSEPORT`).
  default @Nullable AsynchronousChannelProvider channelProvider() {
    return null;
  }

  /// Allocates memory for the buffers of a port. The garbage collector frees this memory, also when
  /// the port was not closed. Returns null when the port uses its own allocator of direct memory,
  /// which is faster.
  ///
  /// @param bytes the capacity of the result
  default @Nullable ByteBuffer allocateMemory(int bytes) {
    return null;
  }

  /// Returns whether the runtime is over, so that its threads end wherever they are. A worker whose
  /// thread ends for this reason does not open a new group.
  default boolean isOver() {
    return false;
  }

  /// Makes a timer for many tasks.
  ///
  /// @param threadName the name of the timer's daemon thread, which starts with the first task
  /// @param tick the precision of the timer: a task runs up to two ticks late, never early
  TaskTimer newTimer(String threadName, Duration tick);
}
