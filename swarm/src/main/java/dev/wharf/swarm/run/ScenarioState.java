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

  private volatile Stage stage = Stage.OUT;

  /// The number of the last iteration that was played, and of the one that waits. Guarded by this.
  private long played;

  private long postponed;

  /// Steps that wait for their reply. Guarded by this.
  private int waiting;

  enum Stage {
    /// Before the scenario or after it: no iterations.
    OUT,
    /// The entering steps wait for their replies.
    ENTERING,
    PLAYING,
    /// The server refused an entering step.
    REFUSED
  }

  boolean isRefused() {
    return stage == Stage.REFUSED;
  }

  synchronized void set(Stage next) {
    stage = next;
  }

  /// Changes the stage, unless the user was refused.
  synchronized void setUnlessRefused(Stage next) {
    if (stage != Stage.REFUSED) {
      stage = next;
    }
  }

  /// Plays an iteration, unless the user has none now.
  ///
  /// @return false when the user was refused, so that its iterations cannot be played
  synchronized boolean play(long number, Runnable action) {
    if (stage == Stage.PLAYING && number > played) {
      played = number;
      postponed = 0;
      action.run();
    }
    return stage != Stage.REFUSED;
  }

  /// Keeps an iteration for later, in place of the one that is kept.
  ///
  /// @return false when the user was refused
  synchronized boolean postpone(long number) {
    postponed = number;
    return stage != Stage.REFUSED;
  }

  /// Plays the iteration that is kept, if there is one.
  synchronized void playPostponed(LongConsumer action) {
    long number = postponed;
    if (number != 0) {
      boolean _ = play(number, () -> action.accept(number));
    }
  }

  synchronized void asked() {
    waiting++;
  }

  /// A step was answered, if one was waiting.
  synchronized void answered() {
    waiting = Math.max(0, waiting - 1);
  }

  /// A step was refused, if one was waiting.
  synchronized void refused() {
    if (waiting > 0 && stage == Stage.ENTERING) {
      stage = Stage.REFUSED;
    }
    answered();
  }

  synchronized boolean isAnswered() {
    return waiting == 0;
  }

  synchronized void forgetWaiting() {
    waiting = 0;
  }

  @Nullable Object value(int index) {
    @Nullable Object[] all = values;
    return index < all.length ? all[index] : null;
  }

  synchronized <T> Object value(int index, Function<SwarmClient, T> maker, SwarmClient client) {
    Object there = value(index);
    if (there != null) {
      return there;
    }
    Object made = maker.apply(client);
    @Nullable Object[] more = Arrays.copyOf(values, Math.max(values.length, index + 1));
    more[index] = made;
    values = more;
    return made;
  }
}
