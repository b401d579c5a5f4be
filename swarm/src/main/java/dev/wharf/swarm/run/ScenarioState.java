package dev.wharf.swarm.run;

import dev.wharf.swarm.SwarmClient;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The state of one user in one scenario, for the time of one connection. Thread-safe.
///
/// Iterations are played under this object's lock: after [#set] to a stage other than
/// [Stage#PLAYING], no iteration is in progress.
final class ScenarioState {
  /// By index; replaced by a longer array under the lock, read by any thread.
  private volatile @Nullable Object[] values = {};

  private volatile Status status = Status.INACTIVE;

  /// The number of the last iteration that was played, and of the one that waits. Guarded by this.
  private long lastRun;

  private long postponed;

  /// Steps that wait for their reply. Guarded by this.
  private int pendingSteps;

  enum Status {
    /// Before the scenario or after it: no iterations.
    INACTIVE,
    /// The entering steps wait for their replies.
    ENTERING,
    RUNNING,
    /// The server refused an entering step.
    REFUSED
  }

  boolean isRefused() {
    return status == Status.REFUSED;
  }

  synchronized void set(Status next) {
    status = next;
  }

  /// Changes the stage, unless the user was refused.
  synchronized void setUnlessRefused(Status next) {
    if (status != Status.REFUSED) {
      status = next;
    }
  }

  /// Plays an iteration, unless the user has none now.
  ///
  /// @return false when the user was refused, so that its iterations cannot be played
  synchronized boolean runIteration(long number, Runnable action) {
    if (status == Status.RUNNING && number > lastRun) {
      lastRun = number;
      postponed = 0;
      action.run();
    }
    return status != Status.REFUSED;
  }

  /// Keeps an iteration for later, in place of the one that is kept.
  ///
  /// @return false when the user was refused
  synchronized boolean postpone(long number) {
    postponed = number;
    return status != Status.REFUSED;
  }

  /// Plays the iteration that is kept, if there is one.
  synchronized void runPostponed(LongConsumer action) {
    long number = postponed;
    if (number != 0) {
      boolean _ = runIteration(number, () -> action.accept(number));
    }
  }

  synchronized void stepSent() {
    pendingSteps++;
  }

  /// A step was answered, if one was waiting.
  synchronized void stepAnswered() {
    pendingSteps = Math.max(0, pendingSteps - 1);
  }

  /// A step was refused, if one was waiting.
  synchronized void stepRefused() {
    if (pendingSteps > 0 && status == Status.ENTERING) {
      status = Status.REFUSED;
    }
    stepAnswered();
  }

  synchronized boolean hasNoPendingStep() {
    return pendingSteps == 0;
  }

  synchronized void forgetPendingSteps() {
    pendingSteps = 0;
  }

  @Nullable Object value(int index) {
    @Nullable Object[] all = values;
    return index < all.length ? all[index] : null;
  }

  synchronized <T> Object value(int index, Function<SwarmClient, T> factory, SwarmClient client) {
    Object existing = value(index);
    if (existing != null) {
      return existing;
    }
    Object created = factory.apply(client);
    @Nullable Object[] more = Arrays.copyOf(values, Math.max(values.length, index + 1));
    more[index] = created;
    values = more;
    return created;
  }
}
