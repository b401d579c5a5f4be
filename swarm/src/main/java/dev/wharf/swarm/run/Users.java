package dev.wharf.swarm.run;

import dev.wharf.swarm.profile.Stage.Exit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// All virtual users of this process. Adjusts the number of connected users to the target.
///
/// **Algorithm.** Users have indexes from 0. The target is a number: the users below it must be
/// connected. While fewer users have started than the target, the next user starts, at the connect
/// rate. While more users have started, the users with the highest indexes leave. [#update]
/// advances each user in a transition (connecting, entering, leaving); all other users cost
/// nothing.
///
/// **Invariants.** The started users are always the lowest indexes. A user that failed keeps its
/// index, and its iterations count as not sent. The order of sending ([#order]) changes only when
/// the largest target grows.
///
/// **Alternative.** A thread for each user would read more simply. But which user connects next,
/// and which users wait for others, is decided for all users together, and 100,000 blocked threads
/// cost memory.
///
/// Only the run's thread uses it, except for [#order], [#isDue], [#user] and [#target], which
/// pacers and samplers call.
final class Users {
  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final RunState run;
  private final Connector connector;
  private final SplittableRandom random;
  private final Set<VirtualUser> inTransition = new LinkedHashSet<>();

  /// The users by index. A longer array replaces it when the target grows. The run's thread writes
  /// this field and the next two, and pacers read them.
  private volatile VirtualUser[] users = {};

  private volatile int[] order = {};

  /// The number of users that must be connected.
  private volatile int target;

  /// The number of users that have started. They have the indexes below this number.
  private int started;

  private boolean isEnding;
  private boolean isHolding;
  private List<ScenarioRun> group = List.of();
  private long nextArrival;

  Users(RunState run, Connector connector) {
    this.run = run;
    this.connector = connector;
    this.random = new SplittableRandom(run.options.seed());
    this.nextArrival = run.runtime.nanoTime();
  }

  /// Sets how many users must be connected. [#update] connects users at the connect rate, or makes
  /// users leave.
  void setTarget(int target) {
    reserve(target);
    this.target = target;
  }

  /// Creates users up to this number. As long as the target is not larger, the order of sending
  /// does not change.
  void reserve(int most) {
    int before = users.length;
    if (most > before) {
      VirtualUser[] more = Arrays.copyOf(users, most);
      for (int i = before; i < most; i++) {
        more[i] = new VirtualUser(i, run, connector);
      }
      users = more;
      order = order(most, run.options.seed());
    }
  }

  /// Computes the order in which users run in a round. Multiples of the golden ratio spread the
  /// users evenly over the round, however many of them are connected.
  static int[] order(int users, long seed) {
    double shift = new SplittableRandom(seed).nextDouble();
    long[] keyed = new long[users];
    for (int i = 0; i < users; i++) {
      double position = (shift + i * GOLDEN_RATIO) % 1;
      keyed[i] = (long) (position * (1L << 40)) << 20 | i;
    }
    return Arrays.stream(keyed).sorted().mapToInt(key -> (int) (key & ((1 << 20) - 1))).toArray();
  }

  int target() {
    return target;
  }

  /// Assigns scenarios to the connected users and to users that connect later.
  void begin(List<ScenarioRun> scenarios) {
    group = scenarios;
    startedUsers().forEach(user -> apply(user, () -> user.enter(scenarios)));
  }

  /// Makes all users finish their scenarios. No user starts to connect from now on.
  void end() {
    group = List.of();
    target = started;
    startedUsers().forEach(user -> apply(user, user::finish));
  }

  /// Ends the login retries, because the run is stopped. A user whose login was rejected does not
  /// try again.
  void endRetries() {
    isEnding = true;
  }

  /// Makes some users leave and come back. The seed selects them among the users that run
  /// iterations.
  ///
  /// @param leaving the number of users that leave
  /// @param exit the way in which the users leave
  /// @param awayNanos the time that the users stay away, in nanoseconds
  void churn(long leaving, Exit exit, long awayNanos) {
    for (long i = 0; i < leaving && started > 0; i++) {
      int first = random.nextInt(started);
      for (int j = 0; j < started; j++) {
        VirtualUser user = users[(first + j) % started];
        if (user.isRunning()) {
          long now = run.runtime.nanoTime();
          apply(user, () -> user.leave(exit, now + awayNanos));
          break;
        }
      }
    }
  }

  /// Starts users, or makes users leave, to reach the target, and updates all users in a
  /// transition.
  void update() {
    long now = run.runtime.nanoTime();
    adjust(now);
    if (run.options.reconnects()) {
      startedUsers().filter(VirtualUser::isLost).forEach(user -> apply(user, user::comeBack));
    }
    holdOrGiveUp(now);
    inTransition.forEach(user -> user.update(now, group, isHolding, isEnding));
    inTransition.removeIf(user -> !user.isInTransition());
  }

  boolean isInTransition() {
    return !inTransition.isEmpty();
  }

  boolean isAnyOnline() {
    return startedUsers().anyMatch(VirtualUser::isOnline);
  }

  /// Returns how many users could not connect or log in, or were disconnected.
  int unavailable() {
    return Math.toIntExact(startedUsers().filter(VirtualUser::isUnavailable).count());
  }

  /// Returns how many users are connected or will connect: all wanted or started users, without
  /// those that failed, lost their connection, or left for good.
  int arriving() {
    int gone = Math.toIntExact(startedUsers().filter(VirtualUser::hasLeft).count());
    return Math.max(target, started) - unavailable() - gone;
  }

  /// Returns whether all wanted users have started, and no user is in a transition. Users that come
  /// back later do not count.
  boolean isSettled() {
    return started == target && inTransition.stream().allMatch(VirtualUser::isAway);
  }

  /// Returns whether no user is in a scenario, or about to enter one.
  boolean isIdle() {
    return startedUsers().noneMatch(VirtualUser::isBusy);
  }

  int[] order() {
    return order;
  }

  boolean isDue(int user) {
    return users[user].isDue(user < target);
  }

  VirtualUser user(int user) {
    return users[user];
  }

  /// Returns the time until the next user starts, in nanoseconds; [Long#MAX_VALUE] when no user
  /// will start.
  long untilNextArrival(long now) {
    return started < target ? nextArrival - now : Long.MAX_VALUE;
  }

  /// Returns the number of new connections a second of this process.
  int connectRate() {
    return Math.max(1, run.partition.part(run.options.connectRate()));
  }

  private void adjust(long now) {
    while (started > target) {
      started--;
      VirtualUser user = users[started];
      apply(user, () -> user.leave(Exit.LEAVE, 0));
    }
    if (started == target) {
      nextArrival = Math.max(nextArrival, now);
    }
    while (started < target && now - nextArrival >= 0 && users[started].isFree()) {
      VirtualUser user = users[started];
      long scheduledAt = nextArrival;
      apply(user, () -> user.arrive(scheduledAt));
      started++;
      nextArrival += 1_000_000_000L / connectRate();
    }
  }

  /// Decides whether users that finish must still stay in their scenarios. When all users finish,
  /// no user leaves while another one waits for replies: all members of a room expect each message
  /// to the room, so that they must stay until it has come or is lost.
  private void holdOrGiveUp(long now) {
    boolean isEnd = group.isEmpty();
    isHolding = isEnd && inTransition.stream().anyMatch(user -> user.isAwaitingReplies(now));
    if (isEnd && !isHolding) {
      inTransition.forEach(VirtualUser::giveUp);
    }
  }

  private void apply(VirtualUser user, Runnable apply) {
    apply.run();
    if (user.isInTransition()) {
      inTransition.add(user);
    }
  }

  private Stream<VirtualUser> startedUsers() {
    return Arrays.stream(users, 0, started);
  }
}
