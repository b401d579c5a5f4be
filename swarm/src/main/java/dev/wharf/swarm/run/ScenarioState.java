package dev.wharf.swarm.run;

import dev.wharf.swarm.SwarmClient;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The state of one user in one scenario, for the time of one connection. Thread-safe.
///
/// Iterations run under this object's lock. So no iteration is in progress after [#set] to a status
/// other than [Status#RUNNING].
final class ScenarioState {
  /// The values that the scenario keeps for the user. Each [dev.wharf.swarm.PerClient] of a
  /// scenario has its own index in this array, its slot. A longer array replaces this one under the
  /// lock of this object. Any thread reads the array.
  private volatile @Nullable Object[] values = {};

  private volatile Status status = Status.INACTIVE;

  /// The number of the last iteration that ran. Guarded by this.
  private long lastRun;

  /// The number of the postponed iteration; 0 for none. Guarded by this.
  private long postponed;

  /// The number of steps that are not answered yet. Guarded by this.
  private int pendingSteps;

  /// The status of a user in a scenario. Iterations run only in [#RUNNING].
  enum Status {
    /// The user has not entered the scenario, is about to leave it, or has left it.
    INACTIVE,
    /// Entering steps are pending.
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

  /// Changes the status, unless it is [Status#REFUSED].
  synchronized void setUnlessRefused(Status next) {
    if (status != Status.REFUSED) {
      status = next;
    }
  }

  /// Runs an iteration, unless the user's status is not [Status#RUNNING], or this or a later
  /// iteration has run before.
  ///
  /// @return false when the server refused an entering step, so that the user runs no iterations
  synchronized boolean runIteration(long number, Runnable action) {
    if (status == Status.RUNNING && number > lastRun) {
      lastRun = number;
      postponed = 0;
      action.run();
    }
    return status != Status.REFUSED;
  }

  /// Runs an iteration if nothing is pending, and keeps it for [#runPostponed] otherwise. Only the
  /// newest iteration is kept. Nothing else can run between the check and the iteration: otherwise
  /// two iterations could follow the same reply.
  ///
  /// @param isSettled returns whether nothing is pending; called under this object's lock
  /// @return false when the server refused an entering step, so that the user runs no iterations
  synchronized boolean runOrPostpone(long number, BooleanSupplier isSettled, Runnable action) {
    if (isSettled.getAsBoolean()) {
      return runIteration(number, action);
    }
    postponed = number;
    return status != Status.REFUSED;
  }

  /// Runs the postponed iteration, if there is one and nothing is pending.
  ///
  /// @param isSettled returns whether nothing is pending; called under this object's lock
  synchronized void runPostponed(BooleanSupplier isSettled, LongConsumer action) {
    long number = postponed;
    if (number != 0 && isSettled.getAsBoolean()) {
      boolean _ = runIteration(number, () -> action.accept(number));
    }
  }

  synchronized void stepSent() {
    pendingSteps++;
  }

  /// Removes one pending step, if there is one.
  synchronized void stepAnswered() {
    pendingSteps = Math.max(0, pendingSteps - 1);
  }

  /// Removes one pending step, if there is one. When the user is entering, its status becomes
  /// [Status#REFUSED].
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

  /// Returns the value of a slot; null before the value is created.
  @Nullable Object value(int slot) {
    @Nullable Object[] all = values;
    return slot < all.length ? all[slot] : null;
  }

  /// Returns the value of a slot. The first call creates the value.
  synchronized <T> Object value(int slot, Function<SwarmClient, T> factory, SwarmClient client) {
    Object existing = value(slot);
    if (existing != null) {
      return existing;
    }
    Object created = factory.apply(client);
    @Nullable Object[] more = Arrays.copyOf(values, Math.max(values.length, slot + 1));
    more[slot] = created;
    values = more;
    return created;
  }
}
