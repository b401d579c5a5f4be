package dev.wharf.swarm.run;

import dev.wharf.client.Identity;
import dev.wharf.engine.CloseReason;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.profile.Stage.Exit;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A virtual user: it connects, enters its scenarios, runs iterations, leaves, and may come back.
///
/// [#update] advances its state. Only the run's thread uses it, except for [#isDue] and
/// [#runIteration], which pacers call.
final class VirtualUser {
  /// Longer than a server lets a login take.
  private static final long LONGEST_LOGIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final int index;
  private final RunState run;
  private final Connector connector;
  private final LoginRetry retry;
  private volatile State state = State.ABSENT;

  /// The latest connection. The run's thread writes it, and the pacers read it.
  private volatile @Nullable UserConnection connection;

  private @Nullable Identity identity;
  private List<ScenarioRun> scenarios = List.of();

  /// Whether the user has connected before. If so, it needs a new name.
  private boolean hasArrived;

  /// Whether the user closes its connection when it has left its scenarios.
  private boolean isClosing;

  /// Whether the user has lost its connection, and has not entered its scenarios again.
  private boolean isComingBack;

  /// Whether a user that comes back enters its scenarios only to finish them.
  private boolean mustFinish;

  /// The number of the server's addresses that the user has not tried for the present login.
  private int addressesLeft;

  /// The time at which the user comes back, by the run's clock; 0 when the user does not come back.
  private long returnAt;

  /// The time of the latest attempt to connect, by the run's clock.
  private long triedAt;

  /// The deadline of the present state, by the run's clock.
  private long deadline;

  /// The states of a user, in their usual order.
  enum State {
    ABSENT,
    /// Connects and logs in, or waits for its next login attempt.
    ARRIVING,
    /// Logged in, without a scenario.
    READY,
    /// Waits for the replies to its entering steps.
    ENTERING,
    RUNNING,
    /// Sends no more messages, and waits for the last replies.
    FINISHING,
    /// Waits for the replies to its leaving steps.
    LEAVING,
    CLOSING,
    /// Could not connect or log in, or lost its connection.
    FAILED
  }

  /// Creates a user that is not connected.
  ///
  /// @param index the user's index in this process
  VirtualUser(int index, RunState run, Connector connector) {
    this.index = index;
    this.run = run;
    this.connector = connector;
    long seed = run.options.seed() * 1_000_003 + run.partition.inTheRun(index);
    int mostLogins = run.options.reconnects() ? Integer.MAX_VALUE : LoginRetry.MAX_LOGINS;
    this.retry = new LoginRetry(new SplittableRandom(seed), mostLogins);
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /// Returns whether the user can connect, or connect again. A connection that is still closing
  /// prevents that.
  boolean isFree() {
    return state == State.ABSENT || state == State.FAILED;
  }

  boolean isOnline() {
    UserConnection current = connection;
    return current != null && current.isOnline();
  }

  /// Returns whether the user has left and does not come back.
  boolean hasLeft() {
    return state == State.ABSENT && returnAt == 0;
  }

  /// Returns whether the user has left and comes back later.
  boolean isAway() {
    return state == State.ABSENT && returnAt != 0;
  }

  /// Returns whether the user failed to connect or log in, or was disconnected.
  boolean isUnavailable() {
    return switch (state) {
      case FAILED -> true;
      case READY, ENTERING, RUNNING -> !run.options.reconnects() && hasLostConnection();
      case ABSENT, ARRIVING, FINISHING, LEAVING, CLOSING -> false;
    };
  }

  private boolean hasLostConnection() {
    UserConnection current = connection;
    return current == null || (current.isEnded() && !current.isLeaving());
  }

  /// Returns whether a user that has logged in has lost its connection, and must come back.
  boolean isLost() {
    return switch (state) {
      case READY, ENTERING, RUNNING, FINISHING, LEAVING -> hasLostConnection();
      case ABSENT, ARRIVING, CLOSING, FAILED -> false;
    };
  }

  /// Returns whether the user waits for something that ends its present state: an answer, the end
  /// of a connection, a deadline, or the time to come back. If so, [#update] must be called.
  boolean isInTransition() {
    return switch (state) {
      case ARRIVING, ENTERING, FINISHING, LEAVING, CLOSING -> true;
      case ABSENT -> isAway();
      case READY, RUNNING, FAILED -> false;
    };
  }

  /// Returns whether the user is in a scenario, or about to enter one.
  boolean isBusy() {
    return switch (state) {
      case ARRIVING, ENTERING, RUNNING, FINISHING, LEAVING -> true;
      case ABSENT, READY, CLOSING, FAILED -> false;
    };
  }

  /// Returns whether the user has iterations now. A failed user has iterations, too, which count as
  /// not sent.
  ///
  /// @param isWanted whether the profile wants this user
  boolean isDue(boolean isWanted) {
    State now = state;
    return now == State.RUNNING || (now == State.FAILED && isWanted);
  }

  /// Runs an iteration, or counts it as not sent. A user that is leaving skips the iteration.
  void runIteration(ScenarioRun scenario, Iteration iteration) {
    UserConnection current = connection;
    boolean isRun =
        state != State.FAILED
            && current != null
            && !current.isEnded()
            && scenario.runIteration(current, iteration);
    if (!isRun && !isAbsentForNow(current)) {
      scenario.tally().notSent();
    }
  }

  /// Returns whether the user closes its connection, or has lost it and logs in again.
  private boolean isAbsentForNow(@Nullable UserConnection current) {
    boolean comesBack = run.options.reconnects() && state != State.FAILED;
    return current != null && (current.isLeaving() || (comesBack && current.isEnded()));
  }

  /// Starts to log in again, with the same name, after the connection was lost. The user enters its
  /// scenarios again. If it was about to leave them, it leaves them then.
  void comeBack() {
    mustFinish = (isComingBack && mustFinish) || state == State.FINISHING || state == State.LEAVING;
    isComingBack = !scenarios.isEmpty();
    startLogin();
    connect(null, run.runtime.nanoTime());
  }

  /// Starts to connect and to log in.
  ///
  /// @param scheduledAt the time for which the connection was scheduled, by the run's clock
  void arrive(long scheduledAt) {
    returnAt = 0;
    isClosing = false;
    isComingBack = false;
    identity = newIdentity();
    startLogin();
    connect(null, scheduledAt);
  }

  private void startLogin() {
    enter(State.ARRIVING);
    retry.begin(deadline);
    addressesLeft = connector.addresses() - 1;
    run.requested.increment();
  }

  /// Creates a new identity for the user.
  ///
  /// @return the identity; null when no login is left for this user, which counts as a failed
  ///   connection
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

  /// Enters scenarios, if the user is logged in and has none. A user that comes back enters those
  /// that it had.
  void enter(List<ScenarioRun> group) {
    UserConnection current = connection;
    if (state == State.READY && current != null) {
      scenarios = isComingBack ? scenarios : group;
      enter(State.ENTERING);
      scenarios.forEach(scenario -> scenario.enter(current));
    }
  }

  /// Stops sending. After that, the user waits for its pending replies and leaves its scenarios.
  void finish() {
    UserConnection current = connection;
    mustFinish = isComingBack;
    if (current != null && (state == State.RUNNING || state == State.ENTERING)) {
      isComingBack = false;
      scenarios.forEach(one -> one.state(current).setUnlessRefused(ScenarioState.Status.INACTIVE));
      enter(State.FINISHING);
    }
  }

  /// Returns whether the user has stopped sending, and its pending replies may still come.
  boolean isAwaitingReplies(long now) {
    UserConnection current = connection;
    if (isComingBack && (state == State.ARRIVING || state == State.ENTERING)) {
      return now - deadline < 0;
    }
    if (run.options.reconnects() && state == State.FINISHING && hasLostConnection()) {
      return now - deadline < 0; // it is about to come back
    }
    return state == State.FINISHING
        && current != null
        && current.isOnline()
        && now - deadline < 0
        && !scenarios.stream().allMatch(scenario -> scenario.isQuiet(current));
  }

  /// Makes a user that has stopped sending stop waiting, too. The user's requests and messages
  /// without an answer count as lost, unless the answers still come.
  void giveUp() {
    UserConnection current = connection;
    if (state == State.FINISHING && current != null) {
      scenarios.forEach(scenario -> scenario.giveUp(current));
    }
  }

  /// Makes the user leave, in any state, and maybe come back.
  ///
  /// @param exit the way in which the user leaves
  /// @param returnTime the time at which the user comes back, by the run's clock; 0 when the user
  ///   does not come back
  void leave(Exit exit, long returnTime) {
    returnAt = returnTime;
    isClosing = true;
    switch (state) {
      case ABSENT, CLOSING, FINISHING, LEAVING -> {}
      case FAILED -> state = State.ABSENT;
      case ARRIVING, READY -> {
        if (isComingBack) {
          mustFinish = true;
        } else {
          close(Exit.DROP);
        }
      }
      case ENTERING, RUNNING -> {
        if (exit == Exit.DROP) {
          drop();
        } else {
          finish();
        }
      }
    }
  }

  /// Moves the user to its next state, if what it waits for has happened.
  ///
  /// @param group the scenarios that users without a scenario enter; empty when no user may enter
  /// @param isHolding whether no user may leave yet
  /// @param isEnding whether no user may connect any more
  void update(long now, List<ScenarioRun> group, boolean isHolding, boolean isEnding) {
    UserConnection current = connection;
    if (current != null) {
      update(current, now, isHolding, isEnding);
    }
    if (isAway() && now - returnAt >= 0 && !group.isEmpty()) {
      arrive(now);
    }
    if (!group.isEmpty() || isComingBack) {
      enter(group);
    }
  }

  private void update(UserConnection current, long now, boolean isHolding, boolean isEnding) {
    boolean isLate = now - deadline >= 0;
    if (run.options.reconnects() && isLost()) {
      return; // the next update of all users makes it come back
    }
    switch (state) {
      case ARRIVING -> {
        if (current.isOnline()) {
          state = State.READY;
        } else if (current.isEnded()) {
          updateRetry(current, now, isEnding);
        } else if (isLate || isSilent(now)) {
          current.close(CloseReason.LOGIN_TIMEOUT, "no answer in time");
        }
      }
      case ENTERING -> updateEntering(current, isLate);
      case FINISHING -> {
        askAgain(current);
        if (!(isHolding && current.isOnline()) && !isAwaitingReplies(now)) {
          giveUp();
          scenarios.forEach(scenario -> scenario.leave(current));
          enter(State.LEAVING);
        }
      }
      case LEAVING -> updateLeaving(current, isLate);
      case CLOSING -> {
        if (current.isEnded()) {
          state = State.ABSENT;
        } else if (isLate) {
          current.close(CloseReason.LOCAL, "the server did not close in time");
        }
      }
      case ABSENT, READY, RUNNING, FAILED -> {}
    }
  }

  /// Returns whether the machine of the server may have lost power during the login, so that no
  /// answer comes. A user that waits for a new server tries again.
  private boolean isSilent(long now) {
    return run.options.reconnects() && now - triedAt >= LONGEST_LOGIN_NANOS;
  }

  private void updateRetry(UserConnection before, long now, boolean isEnding) {
    if (before.isUnreachable() && addressesLeft > 0 && !isEnding) {
      addressesLeft--;
      run.reconnected.increment();
      connect(before, before.scheduledAt());
    } else if (!isRetryable(before) || isEnding) {
      state = State.FAILED;
    } else if (retry.isDue(now)) {
      (before.isUnreachable() ? run.reconnected : run.retried).increment();
      addressesLeft = connector.addresses() - 1;
      connect(before, retry.startNext());
    } else if (!retry.isWaiting() && !retry.scheduleNext(now, before.refusal())) {
      run.errors.count("login: rejected for too long");
      state = State.FAILED;
    }
  }

  private boolean isRetryable(UserConnection before) {
    return before.isRetryable() || (run.options.reconnects() && before.isUnreachable());
  }

  private void askAgain(UserConnection current) {
    if (current.isOnline()) {
      scenarios.forEach(scenario -> scenario.askAgain(current));
    }
  }

  private void updateEntering(UserConnection current, boolean isLate) {
    askAgain(current);
    boolean isOver = isLate || !current.isOnline();
    if (!isOver && !hasNoPendingStep(current)) {
      return;
    }
    for (ScenarioRun scenario : scenarios) {
      ScenarioState state = scenario.state(current);
      if (state.hasNoPendingStep()) {
        state.setUnlessRefused(ScenarioState.Status.RUNNING);
      } else {
        run.errors.count(scenario.name() + ": a user could not enter in time");
        state.forgetPendingSteps();
        state.set(ScenarioState.Status.REFUSED);
      }
    }
    state = State.RUNNING;
    if (isComingBack && mustFinish) {
      finish();
    }
    isComingBack = false;
  }

  private void updateLeaving(UserConnection current, boolean isLate) {
    askAgain(current);
    boolean isDone = hasNoPendingStep(current);
    boolean isComing =
        current.isOnline() || run.options.reconnects(); // or comes back, and leaves then
    if (!isDone && !isLate && isComing) {
      return;
    }
    if (!isDone && current.isOnline()) {
      run.errors.count("a user could not leave in time");
    }
    if (current.isOnline()) {
      scenarios.forEach(scenario -> scenario.left(current));
    }
    scenarios = List.of();
    if (isClosing) {
      close(Exit.LEAVE);
    } else {
      state = current.isOnline() || run.options.reconnects() ? State.READY : State.FAILED;
    }
  }

  private boolean hasNoPendingStep(UserConnection current) {
    return scenarios.stream().allMatch(scenario -> scenario.state(current).hasNoPendingStep());
  }

  private void connect(@Nullable UserConnection before, long scheduledAt) {
    Identity own = identity;
    triedAt = run.runtime.nanoTime();
    connection = own == null ? null : connector.connect(index, own, before, scheduledAt);
    if (connection == null) {
      state = State.FAILED;
    }
  }

  /// Closes the connection at once. Before that, ends the user's scenarios, so that no iteration is
  /// in progress.
  private void drop() {
    UserConnection current = connection;
    if (current != null && current.isOnline()) {
      scenarios.forEach(one -> one.state(current).set(ScenarioState.Status.INACTIVE));
      scenarios.forEach(scenario -> scenario.abandon(current));
    }
    close(Exit.DROP);
  }

  private void close(Exit exit) {
    UserConnection current = connection;
    if (current != null) {
      current.beginLeaving();
      if (exit == Exit.LEAVE) {
        current.logOut();
      } else {
        current.close(CloseReason.LOCAL, "the user drops its connection");
      }
    }
    enter(State.CLOSING);
  }

  private void enter(State next) {
    deadline = run.deadline();
    state = next;
  }
}
