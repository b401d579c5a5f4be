package dev.wharf.simulation.net;

import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A channel group. Its threads run completion handlers and tasks. Each handler and each task
/// begins a new step of the scheduler.
///
/// Completions run in the order in which they were delivered, and tasks in the order in which they
/// were handed over. Whether a completion or a task runs next is decided at random.
public final class SimulatedGroup extends AsynchronousChannelGroup implements Executor {
  private final Scheduler scheduler;
  private final Life life;
  private final SplittableRandom random;
  private final ThreadFactory factory;
  private final ArrayDeque<Runnable> completions = new ArrayDeque<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<Thread> idle = new ArrayList<>();
  private final List<Thread> awaiting = new ArrayList<>();

  /// The open channels, in the order in which they were opened.
  private final Set<Channel> channels = new LinkedHashSet<>();

  private int living;
  private boolean isShutdown;

  SimulatedGroup(
      AsynchronousChannelProvider provider,
      Scheduler scheduler,
      Life life,
      SplittableRandom random,
      int threads,
      ThreadFactory factory) {
    super(provider);
    this.scheduler = scheduler;
    this.life = life;
    this.random = random;
    this.factory = factory;
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
  /// has ended.
  private @Nullable Runnable next() {
    while (completions.isEmpty() && tasks.isEmpty()) {
      if (hasEnded()) {
        return null;
      }
      Thread self = Thread.currentThread();
      idle.add(self);
      scheduler.parkNanos(Long.MAX_VALUE);
      idle.remove(self);
    }
    boolean takesTask = completions.isEmpty() || (!tasks.isEmpty() && random.nextBoolean());
    return takesTask ? tasks.poll() : completions.poll();
  }

  private void wakeOne() {
    if (!idle.isEmpty()) {
      scheduler.unpark(idle.remove(random.nextInt(idle.size())));
    }
  }

  /// Called when a thread of the group ends. Starts another thread if an exception of a handler has
  /// ended the thread.
  private void onThreadEnded(boolean isRegular) {
    if (scheduler.isOver()) {
      return;
    }
    living--;
    if (!isRegular) {
      startThread();
    }
    awaiting.forEach(scheduler::unpark);
  }

  // ---- completions and tasks

  @Override
  public void execute(Runnable task) {
    scheduler.checkTurn();
    if (hasEnded()) {
      throw new RejectedExecutionException("the channel group has ended");
    }
    tasks.add(task);
    wakeOne();
  }

  /// Runs the completion of an operation later, on a thread of the group. When the handler is a
  /// future, runs it at once.
  ///
  /// @throws ShutdownChannelGroupException when the group has ended
  void deliver(CompletionHandler<?, ?> handler, Runnable completion) {
    if (handler instanceof OperationFuture) {
      completion.run();
    } else if (hasEnded()) {
      throw new ShutdownChannelGroupException();
    } else {
      completions.add(completion);
      wakeOne();
    }
  }

  // ---- channels

  /// Adds an open channel.
  ///
  /// @throws ShutdownChannelGroupException when the group was shut down
  void register(Channel channel) {
    scheduler.checkTurn();
    if (isShutdown) {
      throw new ShutdownChannelGroupException();
    }
    channels.add(channel);
  }

  /// Removes a channel whose operations have ended.
  void forget(Channel channel) {
    channels.remove(channel);
    endIfIdle();
  }

  // ---- the end

  private boolean hasEnded() {
    return isShutdown && channels.isEmpty();
  }

  private void endIfIdle() {
    if (hasEnded()) {
      List.copyOf(idle).forEach(scheduler::unpark);
    }
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return hasEnded() && living == 0;
  }

  @Override
  public void shutdown() {
    scheduler.checkTurn();
    isShutdown = true;
    endIfIdle();
  }

  @Override
  public void shutdownNow() throws IOException {
    shutdown();
    for (Channel channel : List.copyOf(channels)) {
      channel.close();
    }
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = scheduler.now() + unit.toNanos(timeout);
    Thread self = Thread.currentThread();
    while (!isTerminated()) {
      long left = deadline - scheduler.now();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (left <= 0) {
        return false;
      }
      awaiting.add(self);
      scheduler.parkNanos(left);
      awaiting.remove(self);
    }
    return true;
  }
}
