package dev.wharf.swarm;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where one client stands in one scenario, and what it keeps there. Thread-safe.
///
/// Turns are played under the role's lock: once it is not [Stage#IN] any more, no turn is under way
/// either.
final class Role {
  /// By index; replaced by a longer one under the lock, read by any thread.
  private volatile @Nullable Object[] belongings = {};

  private volatile Stage stage = Stage.OUT;

  /// The number of the last turn that was played, and of one that waits; guarded by this.
  private long played;

  private long postponed;

  /// Steps that wait for their reply; guarded by this.
  private int waiting;

  /// Where it stands.
  enum Stage {
    /// Has not begun, or is done.
    OUT,
    /// Waits to be let in.
    ENTERING,
    /// Has its turns.
    IN,
    /// Was not let in.
    REFUSED,
    /// Has no more turns; waits for the last replies.
    FINISHING,
    /// Says good-bye.
    LEAVING
  }

  Stage stage() {
    return stage;
  }

  synchronized void enter(Stage next) {
    stage = next;
  }

  /// Enters a stage, if it was let in.
  synchronized void enterIfNotRefused(Stage next) {
    if (stage != Stage.REFUSED) {
      stage = next;
    }
  }

  /// Plays a turn, unless it has none.
  ///
  /// @return false when it was refused, so that its turns cannot be played
  synchronized boolean play(long number, Runnable turn) {
    if (stage == Stage.IN && number > played) {
      played = number;
      postponed = 0;
      turn.run();
    }
    return stage != Stage.REFUSED;
  }

  /// Keeps a turn for later, in place of the one that it keeps; false when it was refused.
  synchronized boolean postpone(long number) {
    postponed = number;
    return stage != Stage.REFUSED;
  }

  /// Plays the turn that it keeps, if there is one.
  synchronized void playPostponed(LongConsumer turn) {
    long number = postponed;
    if (number != 0) {
      boolean _ = play(number, () -> turn.accept(number));
    }
  }

  synchronized void asked() {
    waiting++;
  }

  /// A step was answered, if one was waiting.
  synchronized void answered() {
    if (waiting > 0) {
      waiting--;
    }
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

  @Nullable Object belonging(int index) {
    @Nullable Object[] all = belongings;
    return index < all.length ? all[index] : null;
  }

  synchronized Object belonging(int index, Supplier<? extends Object> maker) {
    Object there = belonging(index);
    if (there != null) {
      return there;
    }
    Object made = maker.get();
    @Nullable Object[] before = belongings;
    @Nullable Object[] more = Arrays.copyOf(before, Math.max(before.length, index + 1));
    more[index] = made;
    belongings = more;
    return made;
  }
}
