package dev.wharf.swarm.run;

import dev.wharf.swarm.profile.Phase.Exit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// All virtual users of this process. Adjusts the number of users to the target.
///
/// For the run's thread, which calls [#look] again and again; except [#order], [#isDue] and
/// [#user], which pacers call, and [#wanted].
final class Users {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final RunState run;
  private final Connector connector;
  private final SplittableRandom random;
  private final Set<VirtualUser> moving = new LinkedHashSet<>();

  /// Replaced by a longer array when there are more users. Written by the run's thread, read by the
  /// pacers, as are the next two.
  private volatile VirtualUser[] users = {};

  private volatile int[] order = {};

  /// The target: users from the first on up to this one.
  private volatile int wanted;

  /// Users from the first on up to this one have arrived, or are arriving.
  private int opened;

  private boolean isEnding;
  private boolean isHolding;
  private List<ScenarioRun> group = List.of();
  private long nextArrival;

  Users(RunState run, Connector connector) {
    this.run = run;
    this.connector = connector;
    this.random = new SplittableRandom(run.options.seed());
    this.nextArrival = run.clock.nanoTime();
  }

  /// Sets the target. Users connect at the connect rate.
  void want(int target) {
    reserve(target);
    wanted = target;
  }

  /// Makes room for so many users: the order of sending does not change until there are more.
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

  /// The order in which users play in a round. It spreads them: however many of them are connected,
  /// from the first on, they play at even distances.
  static int[] order(int users, long seed) {
    double shift = new SplittableRandom(seed).nextDouble();
    long[] keyed = new long[users];
    for (int i = 0; i < users; i++) {
      double place = (shift + i * GOLDEN) % 1;
      keyed[i] = (long) (place * (1L << 40)) << 20 | i;
    }
    return Arrays.stream(keyed).sorted().mapToInt(key -> (int) (key & ((1 << 20) - 1))).toArray();
  }

  int wanted() {
    return wanted;
  }

  /// Has all users play these scenarios, those that connect later too.
  void begin(List<ScenarioRun> scenarios) {
    group = scenarios;
    open().forEach(user -> change(user, () -> user.enter(scenarios)));
  }

  /// Has all users finish their scenarios. None connects from now on.
  void end() {
    group = List.of();
    wanted = opened;
    open().forEach(user -> change(user, user::finish));
  }

  /// The run is stopped: users whose login was rejected do not try again.
  void endRetries() {
    isEnding = true;
  }

  /// Has some users leave and come back. The seed picks them among those that play.
  void churn(long leaving, Exit exit, long awayNanos) {
    for (long i = 0; i < leaving && opened > 0; i++) {
      int first = random.nextInt(opened);
      for (int j = 0; j < opened; j++) {
        VirtualUser user = users[(first + j) % opened];
        if (user.isPlaying()) {
          long now = run.clock.nanoTime();
          change(user, () -> user.go(exit, now + awayNanos));
          break;
        }
      }
    }
  }

  /// Moves on all users that arrive or leave.
  void look() {
    long now = run.clock.nanoTime();
    adjust(now);
    holdOrGiveUp(now);
    moving.forEach(user -> user.look(now, group, isHolding, isEnding));
    moving.removeIf(user -> !user.isMoving());
  }

  boolean isMoving() {
    return !moving.isEmpty();
  }

  boolean isAnybodyOnline() {
    return open().anyMatch(VirtualUser::isOnline);
  }

  /// Users that did not get in, or were disconnected against their will.
  int lost() {
    return Math.toIntExact(open().filter(VirtualUser::isLost).count());
  }

  /// Users that are to arrive, or are on their way.
  int coming() {
    int gone = Math.toIntExact(open().filter(VirtualUser::isGone).count());
    return Math.max(wanted, opened) - lost() - gone;
  }

  /// Whether each user plays, is ready, is away, or has failed.
  boolean isSettled() {
    return opened == wanted && moving.stream().allMatch(VirtualUser::isAway);
  }

  /// Whether no user has a scenario, or is about to.
  boolean isIdle() {
    return open().noneMatch(VirtualUser::isBusy);
  }

  int[] order() {
    return order;
  }

  boolean isDue(int user) {
    return users[user].isDue(user < wanted);
  }

  VirtualUser user(int user) {
    return users[user];
  }

  /// The time until the next user is to arrive.
  long untilNextArrival(long now) {
    return opened < wanted ? nextArrival - now : Long.MAX_VALUE;
  }

  /// New connections a second, of this process.
  int connectRate() {
    return Math.max(1, run.partition.part(run.options.connectRate()));
  }

  private void adjust(long now) {
    while (opened > wanted) {
      opened--;
      VirtualUser user = users[opened];
      change(user, () -> user.go(Exit.LEAVE, 0));
    }
    if (opened == wanted) {
      nextArrival = Math.max(nextArrival, now);
    }
    while (opened < wanted && now - nextArrival >= 0 && users[opened].isFree()) {
      VirtualUser user = users[opened];
      long intended = nextArrival;
      change(user, () -> user.arrive(intended));
      opened++;
      nextArrival += 1_000_000_000L / connectRate();
    }
  }

  /// When all finish, none leaves before the last reply has come or is missing: a text that is lost
  /// to a room is lost to all its members, and they leave only then.
  private void holdOrGiveUp(long now) {
    boolean isEnd = group.isEmpty();
    isHolding = isEnd && moving.stream().anyMatch(user -> user.isAwaitingReplies(now));
    if (isEnd && !isHolding) {
      moving.forEach(VirtualUser::giveUp);
    }
  }

  private void change(VirtualUser user, Runnable change) {
    change.run();
    if (user.isMoving()) {
      moving.add(user);
    }
  }

  private Stream<VirtualUser> open() {
    return Arrays.stream(users, 0, opened);
  }
}
