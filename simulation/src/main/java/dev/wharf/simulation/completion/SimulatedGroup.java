package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// A channel group: its open channels, and its end. The subclasses differ in the threads that run
/// completion handlers and tasks.
public abstract class SimulatedGroup extends AsynchronousChannelGroup implements Executor {
  private final Scheduler scheduler;

  /// The open channels, in the order in which they were opened.
  private final Set<Channel> channels = new LinkedHashSet<>();

  private boolean isShutdown;

  SimulatedGroup(AsynchronousChannelProvider provider, Scheduler scheduler) {
    super(provider);
    this.scheduler = scheduler;
  }

  // ---- completions and tasks

  /// Runs a task later, on a thread of the group.
  abstract void runTask(Runnable task);

  /// Runs the completion of an operation later, on a thread of the group.
  abstract void runCompletion(Runnable completion);

  @Override
  public void execute(Runnable task) {
    scheduler.checkTurn();
    if (hasEnded()) {
      throw new RejectedExecutionException("the channel group has ended");
    }
    runTask(task);
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
      runCompletion(completion);
    }
  }

  // ---- channels

  /// Adds an open channel.
  ///
  /// @throws ShutdownChannelGroupException when the group was shut down
  public void register(Channel channel) {
    scheduler.checkTurn();
    if (isShutdown) {
      throw new ShutdownChannelGroupException();
    }
    channels.add(channel);
  }

  /// Removes a channel whose operations have ended.
  public void forget(Channel channel) {
    channels.remove(channel);
    endIfIdle();
  }

  // ---- the end

  /// Called when the group was shut down and its last channel is closed. May be called repeatedly.
  abstract void onEnded();

  boolean hasEnded() {
    return isShutdown && channels.isEmpty();
  }

  private void endIfIdle() {
    if (hasEnded()) {
      onEnded();
    }
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
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
}
