package dev.wharf.swarm.run;

import dev.wharf.client.Identity;
import dev.wharf.engine.CloseReason;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.profile.Phase.Exit;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A virtual user: it connects, plays its scenarios, leaves, and may come back.
///
/// [#look] moves it on. For the run's thread, except [#isDue] and [#play].
final class VirtualUser {
  private final int index;
  private final RunState run;
  private final Connector connector;
  private final LoginRetry retry;
  private volatile Stage stage = Stage.ABSENT;

  /// The latest connection. Written by the run's thread, read by the pacers.
  private volatile @Nullable UserConnection connection;

  private @Nullable Identity identity;
  private List<ScenarioRun> scenarios = List.of();

  /// Whether the user has arrived before, so that its first name is used up.
  private boolean hasArrived;

  /// Whether the user closes its connection when it has left its scenarios.
  private boolean isClosing;

  /// Addresses of the server that this login has not tried.
  private int addressesLeft;

  /// When it comes back, by the clock; 0 when it does not.
  private long returnAt;

  /// The time at which the present stage must be over, by the clock.
  private long deadline;

  /// The stages of a user's life, in their order.
  enum Stage {
    ABSENT,
    /// Connects and logs in, or waits for its next login.
    ARRIVING,
    /// Is logged in, and has no scenario.
    READY,
    /// Waits for the replies to its entering steps.
    ENTERING,
    PLAYING,
    /// Sends no more, and waits for the last replies.
    FINISHING,
    /// Waits for the replies to its leaving steps.
    LEAVING,
    CLOSING,
    /// Could not connect or log in, or lost its connection.
    FAILED
  }

  /// @param index of the user in this process
  VirtualUser(int index, RunState run, Connector connector) {
    this.index = index;
    this.run = run;
    this.connector = connector;
    long seed = run.options.seed() * 1_000_003 + run.partition.inTheRun(index);
    this.retry = new LoginRetry(new SplittableRandom(seed));
  }

  boolean isPlaying() {
    return stage == Stage.PLAYING;
  }

  /// Whether a new user can take its place: a connection that is still closing prevents that.
  boolean isFree() {
    return stage == Stage.ABSENT || stage == Stage.FAILED;
  }

  boolean isOnline() {
    UserConnection there = connection;
    return there != null && there.isOnline();
  }

  /// Whether it has left, and does not come back.
  boolean isGone() {
    return stage == Stage.ABSENT && returnAt == 0;
  }

  /// Whether it has left, and comes back later.
  boolean isAway() {
    return stage == Stage.ABSENT && returnAt != 0;
  }

  /// Whether it failed, or was disconnected against its will.
  boolean isLost() {
    UserConnection there = connection;
    return switch (stage) {
      case FAILED -> true;
      case READY, ENTERING, PLAYING -> there == null || (there.isEnded() && !there.isLeaving());
      case ABSENT, ARRIVING, FINISHING, LEAVING, CLOSING -> false;
    };
  }

  /// Whether it changes by itself, so that [#look] must be called.
  boolean isMoving() {
    return switch (stage) {
      case ARRIVING, ENTERING, FINISHING, LEAVING, CLOSING -> true;
      case ABSENT -> isAway();
      case READY, PLAYING, FAILED -> false;
    };
  }

  /// Whether it has a scenario, or is about to have one.
  boolean isBusy() {
    return switch (stage) {
      case ARRIVING, ENTERING, PLAYING, FINISHING, LEAVING -> true;
      case ABSENT, READY, CLOSING, FAILED -> false;
    };
  }

  /// Whether it has iterations now. A user that has failed has them too: they count as not sent.
  ///
  /// @param isWanted whether the profile wants this user
  boolean isDue(boolean isWanted) {
    Stage now = stage;
    return now == Stage.PLAYING || (now == Stage.FAILED && isWanted);
  }

  /// Plays an iteration, or counts it as not sent. A user that was told to go meanwhile has none.
  void play(ScenarioRun scenario, Iteration iteration) {
    UserConnection there = connection;
    boolean isPlayed =
        stage != Stage.FAILED
            && there != null
            && !there.isEnded()
            && scenario.play(there, iteration);
    if (!isPlayed && (there == null || !there.isLeaving())) {
      scenario.tally().notSent();
    }
  }

  /// Connects and logs in.
  ///
  /// @param intended when it was scheduled, by the clock
  void arrive(long intended) {
    returnAt = 0;
    isClosing = false;
    enter(Stage.ARRIVING);
    retry.begin(deadline);
    addressesLeft = connector.addresses() - 1;
    run.asked.increment();
    identity = newIdentity();
    connect(null, intended);
  }

  /// A new identity; null when there is none, which counts as a failed connection.
  private @Nullable Identity newIdentity() {
    boolean isReturning = hasArrived;
    hasArrived = true;
    try {
      return connector.identity(index, isReturning);
    } catch (RuntimeException e) {
      run.connectFailed(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// Enters scenarios, if it is ready.
  void enter(List<ScenarioRun> group) {
    UserConnection there = connection;
    if (stage == Stage.READY && there != null) {
      scenarios = group;
      enter(Stage.ENTERING);
      scenarios.forEach(scenario -> scenario.enter(there));
    }
  }

  /// Sends no more, waits for the last replies, and leaves its scenarios.
  void finish() {
    UserConnection there = connection;
    if (there != null && (stage == Stage.PLAYING || stage == Stage.ENTERING)) {
      scenarios.forEach(one -> one.state(there).setUnlessRefused(ScenarioState.Stage.OUT));
      enter(Stage.FINISHING);
    }
  }

  /// Whether it sends no more, and its last replies may still come.
  boolean isAwaitingReplies(long now) {
    UserConnection there = connection;
    return stage == Stage.FINISHING
        && there != null
        && there.isOnline()
        && now - deadline < 0
        && !scenarios.stream().allMatch(scenario -> scenario.isQuiet(there));
  }

  /// Requests and messages that were not answered before the user finished count as lost.
  void giveUp() {
    UserConnection there = connection;
    if (stage == Stage.FINISHING && there != null) {
      scenarios.forEach(scenario -> scenario.giveUp(there));
    }
  }

  /// Leaves, at any stage, and may come back.
  ///
  /// @param comesBackAt by the clock; 0 when it does not come back
  void go(Exit exit, long comesBackAt) {
    returnAt = comesBackAt;
    isClosing = true;
    switch (stage) {
      case ABSENT, CLOSING, FINISHING, LEAVING -> {}
      case FAILED -> stage = Stage.ABSENT;
      case ARRIVING, READY -> close(Exit.DROP);
      case ENTERING, PLAYING -> {
        if (exit == Exit.DROP) {
          drop();
        } else {
          finish();
        }
      }
    }
  }

  /// Moves on, when it is time.
  ///
  /// @param group scenarios of users that are ready; empty when they are to stay away
  /// @param isHeld whether no user may leave yet
  /// @param isEnding whether no user may connect any more
  void look(long now, List<ScenarioRun> group, boolean isHeld, boolean isEnding) {
    UserConnection there = connection;
    if (there != null) {
      look(there, now, isHeld, isEnding);
    }
    if (isAway() && now - returnAt >= 0 && !group.isEmpty()) {
      arrive(now);
    }
    if (!group.isEmpty()) {
      enter(group);
    }
  }

  private void look(UserConnection there, long now, boolean isHeld, boolean isEnding) {
    boolean isLate = now - deadline >= 0;
    switch (stage) {
      case ARRIVING -> {
        if (there.isOnline()) {
          stage = Stage.READY;
        } else if (there.isEnded()) {
          lookAtNextTry(there, now, isEnding);
        } else if (isLate) {
          there.close(CloseReason.LOGIN_TIMEOUT, "no answer in time");
        }
      }
      case ENTERING -> lookAtEntry(there, isLate);
      case FINISHING -> {
        if (!(isHeld && there.isOnline()) && !isAwaitingReplies(now)) {
          giveUp();
          scenarios.forEach(scenario -> scenario.leave(there));
          enter(Stage.LEAVING);
        }
      }
      case LEAVING -> lookAtLeaving(there, isLate);
      case CLOSING -> {
        if (there.isEnded()) {
          stage = Stage.ABSENT;
        } else if (isLate) {
          there.close(CloseReason.LOCAL, "the peer does not end");
        }
      }
      case ABSENT, READY, PLAYING, FAILED -> {}
    }
  }

  private void lookAtNextTry(UserConnection before, long now, boolean isEnding) {
    if (before.isUnreachable() && addressesLeft > 0 && !isEnding) {
      addressesLeft--;
      run.elsewhere.increment();
      connect(before, before.intended());
    } else if (!before.isTurnedAway() || isEnding) {
      stage = Stage.FAILED;
    } else if (retry.isDue(now)) {
      run.retried.increment();
      connect(before, retry.next());
    } else if (!retry.isWaiting() && !retry.await(now)) {
      run.errors.count("login: turned away for too long");
      stage = Stage.FAILED;
    }
  }

  private void lookAtEntry(UserConnection there, boolean isLate) {
    boolean isOver = isLate || !there.isOnline();
    if (!isOver && !isAnswered(there)) {
      return;
    }
    for (ScenarioRun scenario : scenarios) {
      ScenarioState state = scenario.state(there);
      if (state.isAnswered()) {
        state.setUnlessRefused(ScenarioState.Stage.PLAYING);
      } else {
        run.errors.count(scenario.name() + ": a client was not let in in time");
        state.forgetWaiting();
        state.set(ScenarioState.Stage.REFUSED);
      }
    }
    stage = Stage.PLAYING;
  }

  private void lookAtLeaving(UserConnection there, boolean isLate) {
    boolean isDone = isAnswered(there);
    if (!isDone && !isLate && there.isOnline()) {
      return;
    }
    if (!isDone && there.isOnline()) {
      run.errors.count("a client was not let go in time");
    }
    if (isClosing) {
      close(Exit.LEAVE);
    } else {
      stage = there.isOnline() ? Stage.READY : Stage.FAILED;
    }
  }

  private boolean isAnswered(UserConnection there) {
    return scenarios.stream().allMatch(scenario -> scenario.state(there).isAnswered());
  }

  private void connect(@Nullable UserConnection before, long intended) {
    Identity own = identity;
    connection = own == null ? null : connector.connect(index, own, before, intended);
    if (connection == null) {
      stage = Stage.FAILED;
    }
  }

  /// The scenarios end first, so that no iteration is in progress.
  private void drop() {
    UserConnection there = connection;
    if (there != null && there.isOnline()) {
      scenarios.forEach(one -> one.state(there).set(ScenarioState.Stage.OUT));
      scenarios.forEach(scenario -> scenario.abandon(there));
    }
    close(Exit.DROP);
  }

  private void close(Exit exit) {
    UserConnection there = connection;
    if (there != null) {
      there.beginLeaving();
      if (exit == Exit.LEAVE) {
        there.closeAfterFlush(CloseReason.LOCAL, "it leaves");
      } else {
        there.close(CloseReason.LOCAL, "it drops its connection");
      }
    }
    enter(Stage.CLOSING);
  }

  private void enter(Stage next) {
    deadline = run.deadline();
    stage = next;
  }
}
