package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A channel group with a fixed number of threads. Each handler and each task begins a new step of
/// the scheduler.
///
/// Completions run in the order in which they were delivered, and tasks in the order in which they
/// were handed over. Whether a completion or a task runs next is decided at random.
public final class FixedGroup extends SimulatedGroup {
  /// Any idle thread wakes, and not the one that became idle last, with a probability of 1 in this
  /// number.
  private static final int ANY_ONE_OF = 4;

  private final Scheduler scheduler;
  private final Life life;
  private final SplittableRandom random;
  private final ThreadFactory factory;
  private final ArrayDeque<Runnable> completions = new ArrayDeque<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<Thread> idle = new ArrayList<>();
  private final Waiters awaitingEnd;
  private int living;

  /// Creates a group, and starts its threads.
  public FixedGroup(
      AsynchronousChannelProvider provider,
      Scheduler scheduler,
      Life life,
      SplittableRandom random,
      int threads,
      ThreadFactory factory) {
    super(provider, scheduler);
    this.scheduler = scheduler;
    this.life = life;
    this.random = random;
    this.factory = factory;
    this.awaitingEnd = new Waiters(scheduler);
    for (int i = 0; i < threads; i++) {
      startThread();
    }
  }

  // ---- threads

  private void startThread() {
    Thread thread = factory.newThread(() -> scheduler.runToEnd(this::loop));
    living++;
    scheduler.begin(life, thread, thread::start);
  }

  private void loop() {
    boolean isRegular = false;
    try {
      for (Runnable next = next(); next != null; next = next()) {
        next.run();
        scheduler.step();
      }
      isRegular = true;
    } finally {
      onThreadEnded(isRegular);
    }
  }

  /// Waits for a completion or a task, and removes it from its queue. Returns null when the group
  /// has ended. Ends an interrupt, because the next handler must not get it.
  private @Nullable Runnable next() {
    boolean _ = Thread.interrupted();
    while (completions.isEmpty() && tasks.isEmpty()) {
      if (hasEnded()) {
        return null;
      }
      Thread self = Thread.currentThread();
      idle.add(self);
      scheduler.parkNanos(Long.MAX_VALUE);
      idle.remove(self);
      boolean _ = Thread.interrupted();
    }
    boolean takesTask = completions.isEmpty() || (!tasks.isEmpty() && random.nextBoolean());
    return takesTask ? tasks.poll() : completions.poll();
  }

  /// Wakes an idle thread: mostly the one that became idle last, as completion ports do. It is
  /// often the thread that has the turn, which then continues without a hand-over.
  private void wakeOne() {
    if (!idle.isEmpty()) {
      boolean wakesAny = random.nextInt(ANY_ONE_OF) == 0;
      scheduler.unpark(wakesAny ? idle.remove(random.nextInt(idle.size())) : idle.removeLast());
    }
  }

  /// Called when a thread of the group ends. Starts another thread if the exception of a handler
  /// has ended it.
  private void onThreadEnded(boolean isRegular) {
    if (scheduler.isOver()) {
      return;
    }
    living--;
    if (!isRegular) {
      startThread();
    }
    awaitingEnd.wake();
  }

  // ---- completions and tasks

  @Override
  void runTask(Runnable task) {
    tasks.add(task);
    wakeOne();
  }

  @Override
  void runCompletion(Runnable completion) {
    completions.add(completion);
    wakeOne();
  }

  // ---- the end

  @Override
  void onEnded() {
    List.copyOf(idle).forEach(scheduler::unpark);
  }

  @Override
  public boolean isTerminated() {
    return hasEnded() && living == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return awaitingEnd.await(this::isTerminated, unit.toNanos(timeout));
  }
}
