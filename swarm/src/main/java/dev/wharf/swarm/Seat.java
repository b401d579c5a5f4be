package dev.wharf.swarm;

import dev.wharf.engine.CloseReason;
import dev.wharf.swarm.profile.Phase.Exit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place of the swarm: who sits there comes, plays, goes, and comes back under the same name.
///
/// [#look] moves it on; that, and all else but [#client] and [#stage], is for the run's thread.
final class Seat {
  private final int index;
  private final Crowd crowd;
  private final Tries tries;
  private volatile Stage stage = Stage.EMPTY;

  /// Who sits here, or sat here last. Written by the run's thread, read by the pacers.
  private volatile @Nullable SwarmClient client;

  private List<Cast> casts = List.of();
  private boolean isClosing;

  /// Addresses of the server that who arrives has not tried.
  private int addressesLeft;

  private long returnAt;
  private long deadline;

  /// Where it stands.
  enum Stage {
    /// Nobody is here.
    EMPTY,
    /// Connects and logs in; or was turned away, and waits to try again.
    ARRIVING,
    /// Is connected, and has nothing to do.
    READY,
    /// Enters its roles.
    ENTERING,
    /// Plays.
    PLAYING,
    /// Plays no more, and waits for the last replies.
    FINISHING,
    /// Leaves its roles.
    LEAVING,
    /// Closes its connection.
    CLOSING,
    /// Did not get in.
    FAILED
  }

  Seat(int index, Crowd crowd) {
    this.index = index;
    this.crowd = crowd;
    this.tries = crowd.triesOf(index);
  }

  Stage stage() {
    return stage;
  }

  @Nullable SwarmClient client() {
    return client;
  }

  /// Whether somebody is here, and logged in.
  boolean isOnline() {
    SwarmClient there = client;
    return there != null && there.isPlaying();
  }

  /// Whether nobody is here, and nobody comes back.
  boolean isEmpty() {
    return stage == Stage.EMPTY && !isAway();
  }

  /// Whether somebody did not get in, or was disconnected against its will, and is not coming back.
  boolean isLost() {
    SwarmClient there = client;
    return switch (stage) {
      case FAILED -> true;
      case READY, ENTERING, PLAYING -> there == null || (there.isEnded() && !there.isLeaving());
      case EMPTY, ARRIVING, FINISHING, LEAVING, CLOSING -> false;
    };
  }

  /// Whether somebody comes back here later.
  boolean isAway() {
    return stage == Stage.EMPTY && returnAt != 0;
  }

  /// Whether it may come back now.
  boolean isToReturn(long now) {
    return isAway() && now - returnAt >= 0;
  }

  /// Whether it changes by itself, and has to be looked at.
  boolean isMoving() {
    return switch (stage) {
      case ARRIVING, ENTERING, FINISHING, LEAVING, CLOSING -> true;
      case EMPTY -> returnAt != 0;
      case READY, PLAYING, FAILED -> false;
    };
  }

  /// Somebody comes.
  void arrive(long intended) {
    returnAt = 0;
    isClosing = false;
    deadline = crowd.deadline();
    stage = Stage.ARRIVING;
    tries.begin(deadline);
    addressesLeft = crowd.addresses() - 1;
    take(crowd.connect(index, intended));
  }

  /// Takes roles.
  void enter(List<Cast> roles) {
    SwarmClient there = client;
    if (stage == Stage.READY && there != null) {
      casts = roles;
      deadline = crowd.deadline();
      stage = Stage.ENTERING;
      for (Cast cast : casts) {
        cast.roleOf(there).enter(Role.Stage.ENTERING);
        cast.enter(there);
      }
    }
  }

  /// Plays no more: leaves its roles in good order.
  void finish() {
    SwarmClient there = client;
    if (there != null && (stage == Stage.PLAYING || stage == Stage.ENTERING)) {
      casts.forEach(cast -> cast.roleOf(there).enterIfNotRefused(Role.Stage.FINISHING));
      deadline = crowd.deadline();
      stage = Stage.FINISHING;
    }
  }

  /// Whether it plays no more, and its last replies may still come.
  boolean isAwaitingReplies(long now) {
    SwarmClient there = client;
    return stage == Stage.FINISHING
        && there != null
        && there.isPlaying()
        && now - deadline < 0
        && !casts.stream().allMatch(cast -> cast.isQuiet(there));
  }

  /// What it has asked for or said before it finished, and what has not come by now, is missing.
  void giveUp() {
    SwarmClient there = client;
    if (stage == Stage.FINISHING && there != null) {
      casts.forEach(cast -> cast.giveUp(there));
    }
  }

  /// Goes, whatever it does now, and may come back.
  ///
  /// @param comesBackAt by the clock; 0 when it does not
  void go(Exit exit, long comesBackAt) {
    returnAt = comesBackAt;
    isClosing = true;
    switch (stage) {
      case EMPTY, CLOSING, FINISHING, LEAVING -> {}
      case FAILED -> stage = Stage.EMPTY;
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
  void look(long now) {
    SwarmClient there = client;
    if (there == null) {
      return;
    }
    boolean isLate = now - deadline >= 0;
    switch (stage) {
      case ARRIVING -> lookAtArrival(there, now, isLate);
      case ENTERING -> lookAtEntry(there, isLate);
      case FINISHING -> lookAtLastReplies(there, now);
      case LEAVING -> lookAtLeaving(there, isLate);
      case CLOSING -> {
        if (there.isEnded()) {
          stage = Stage.EMPTY;
        } else if (isLate) {
          there.close(CloseReason.LOCAL, "the peer does not end");
        }
      }
      case EMPTY, READY, PLAYING, FAILED -> {}
    }
  }

  private void take(@Nullable SwarmClient next) {
    client = next;
    if (next == null) {
      stage = Stage.FAILED;
    }
  }

  private void lookAtArrival(SwarmClient there, long now, boolean isLate) {
    if (there.isPlaying()) {
      stage = Stage.READY;
    } else if (there.isEnded()) {
      lookAtNextTry(there, now);
    } else if (isLate) {
      there.close(CloseReason.LOGIN_TIMEOUT, "no answer in time");
    }
  }

  private void lookAtNextTry(SwarmClient before, long now) {
    if (before.isUnreachable() && addressesLeft > 0 && !crowd.isEnding()) {
      addressesLeft--;
      take(crowd.connectElsewhere(index, before));
    } else if (!before.isTurnedAway() || crowd.isEnding()) {
      stage = Stage.FAILED;
    } else if (tries.isDue(now)) {
      take(crowd.connectAgain(index, before, tries.next()));
    } else if (!tries.isWaiting() && !tries.await(now)) {
      crowd.onLate("login: turned away for too long");
      stage = Stage.FAILED;
    }
  }

  private void lookAtEntry(SwarmClient there, boolean isLate) {
    boolean isOver = isLate || !there.isPlaying();
    if (!isOver && !casts.stream().allMatch(cast -> cast.roleOf(there).isAnswered())) {
      return;
    }
    for (Cast cast : casts) {
      Role role = cast.roleOf(there);
      if (!role.isAnswered()) {
        crowd.onLate(cast.name() + ": a client was not let in in time");
        role.forgetWaiting();
        role.enter(Role.Stage.REFUSED);
      } else {
        role.enterIfNotRefused(Role.Stage.IN);
      }
    }
    stage = Stage.PLAYING;
  }

  private void lookAtLastReplies(SwarmClient there, long now) {
    boolean isHeld = crowd.isHolding() && there.isPlaying();
    if (!isHeld && !isAwaitingReplies(now)) {
      giveUp();
      for (Cast cast : casts) {
        if (cast.roleOf(there).stage() != Role.Stage.REFUSED) {
          cast.leave(there);
        }
        cast.roleOf(there).enter(Role.Stage.LEAVING);
      }
      deadline = crowd.deadline();
      stage = Stage.LEAVING;
    }
  }

  private void lookAtLeaving(SwarmClient there, boolean isLate) {
    boolean isDone = casts.stream().allMatch(cast -> cast.roleOf(there).isAnswered());
    if (!isDone && !isLate && there.isPlaying()) {
      return;
    }
    if (!isDone && there.isPlaying()) {
      crowd.onLate("a client was not let go in time");
    }
    casts.forEach(cast -> cast.roleOf(there).enter(Role.Stage.OUT));
    if (isClosing) {
      close(Exit.LEAVE);
    } else {
      stage = there.isPlaying() ? Stage.READY : Stage.FAILED;
    }
  }

  /// The roles end first, so that no turn is under way.
  private void drop() {
    SwarmClient there = client;
    if (there != null && there.isPlaying()) {
      casts.forEach(cast -> cast.roleOf(there).enter(Role.Stage.OUT));
      casts.forEach(cast -> cast.abandon(there));
    }
    close(Exit.DROP);
  }

  private void close(Exit exit) {
    SwarmClient there = client;
    if (there != null) {
      there.beginLeaving();
      if (exit == Exit.LEAVE) {
        there.closeAfterFlush(CloseReason.LOCAL, "it leaves");
      } else {
        there.close(CloseReason.LOCAL, "it drops its connection");
      }
    }
    deadline = crowd.deadline();
    stage = Stage.CLOSING;
  }
}
