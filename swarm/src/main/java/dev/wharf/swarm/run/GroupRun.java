package dev.wharf.swarm.run;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.RateCurve;
import dev.wharf.swarm.profile.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a group of scenarios under a profile: users connect, enter, run iterations and leave. Only
/// the run's thread uses it. A stop of the run ends the group early.
final class GroupRun {
  /// The poll interval while users connect or leave.
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  /// The poll interval while no user connects or leaves: longer, because each poll costs processor
  /// time.
  private static final long QUIET_POLL_NANOS = Duration.ofMillis(20).toNanos();

  private static final Duration JOIN_WAIT = Duration.ofMillis(1);

  /// The longest time that the users of a stopped run may take to leave.
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  /// The time from the creation of the schedule to its first message.
  private static final Duration START_DELAY = Duration.ofMillis(20);

  private final RunState run;
  private final ScenarioGroup group;
  private final Users users;
  private final Profile profile;
  private final EarlyEnd earlyEnd;
  private final List<Pacer> pacers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long churnedUpTo = -1;
  private double churn;

  GroupRun(RunState run, ScenarioGroup group, Users users) {
    this.run = run;
    this.group = group;
    this.users = users;
    this.profile = run.options.profileEach();
    this.earlyEnd = new EarlyEnd(run, users);
  }

  /// Runs the whole group.
  ///
  /// @param onReady called once before the first message: when all users have entered, or when the
  ///   wait for them has ended. Not called when the run is stopped before that
  void run(Runnable onReady) {
    connectUsers();
    if (!run.isStopped()) {
      onReady.run();
      send();
    }
    leave();
  }

  /// Connects the first users and lets them enter.
  private void connectUsers() {
    run.log.begin(group.name() + ": getting ready", () -> 0);
    users.setTarget(usersAt(0));
    users.begin(group.scenarios());
    long arrivals = Duration.ofSeconds(1).toNanos() * users.target() / users.connectRate();
    long last = run.deadline() + arrivals;
    boolean _ = pollUntil(users::isSettled, () -> last, this::isStopped);
  }

  private void send() {
    long start = run.runtime.nanoTime() + START_DELAY.toNanos();
    List<Double> rates = group.scenarios().stream().map(ScenarioRun::rate).toList();
    Schedule schedule = new Schedule(profile, rates, start, run.runtime);
    schedule.change(run.control.rateFactor(), run.control.isPaused());
    users.reserve(run.partition.of(profile.peakClients(run.options.clients())));
    startPacers(schedule);
    run.log.begin(group.name(), schedule::fraction);
    boolean _ = pollUntil(() -> isOver(schedule), schedule::endsAt, this::isStopped);
    endPacers();
    Duration sending = Duration.ofNanos(Math.max(0, run.runtime.nanoTime() - start));
    group.scenarios().forEach(scenario -> scenario.endSending(sending));
  }

  private boolean isOver(Schedule schedule) {
    schedule.change(run.control.rateFactor(), run.control.isPaused());
    followProfile(schedule.profileAt());
    return schedule.isOver();
  }

  /// Waits until the pacers have run all due iterations. A stop of the run makes the pacers skip
  /// the iterations that are left.
  private void endPacers() {
    pacers.forEach(Pacer::finish);
    threads.forEach(run.runtime::unpark);
    boolean _ = pollUntil(this::havePacersEnded, () -> RateCurve.NEVER, () -> false);
  }

  private boolean havePacersEnded() {
    if (run.isStopped()) {
      pacers.forEach(Pacer::stop);
    }
    return threads.stream().allMatch(this::hasEnded);
  }

  /// Returns whether a thread has ended. Waits up to 1 ms for the end. The wait is short, because
  /// it counts as sending time.
  private boolean hasEnded(Thread thread) {
    try {
      return run.runtime.join(thread, JOIN_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Makes all users stop sending, wait for their pending deliveries, and leave their scenarios.
  private void leave() {
    run.log.begin(group.name() + ": waiting for the last replies", () -> 1);
    users.end();
    if (run.isStopped()) {
      users.endRetries();
    }
    Duration time = run.isStopped() ? STOP_TIMEOUT : run.options.settleTimeout().multipliedBy(2);
    long last = run.runtime.nanoTime() + time.toNanos();
    if (!pollUntil(users::isIdle, () -> last, () -> false)) {
      run.errors.count(group.name() + ": not all users left in time");
    }
    group.scenarios().forEach(ScenarioRun::end);
  }

  /// Adjusts the number of users to the profile, and makes some users leave and come back.
  ///
  /// @param at the profile's time, in nanoseconds
  private void followProfile(long at) {
    users.setTarget(usersAt(at));
    Stage stage = profile.at(at);
    boolean isOnly = profile.stages().size() == 1;
    run.log.begin(
        isOnly ? group.name() : group.name() + " (" + stage.name() + ")", run.log.now().fraction());
    int clients = run.control.clients().orElse(run.options.clients());
    int all = allUsersAt(at);
    double ownPart = all == 0 ? 0 : (double) run.partition.of(all) / all;
    churn += profile.leavesIn(churnedUpTo, at, clients) * ownPart;
    churnedUpTo = at;
    long leaving = (long) Math.floor(churn + 1e-6);
    churn -= leaving;
    users.churn(leaving, stage.exit(), stage.away().toNanos());
  }

  private int usersAt(long at) {
    return run.partition.of(allUsersAt(at));
  }

  private int allUsersAt(long at) {
    return run.control.clients().orElseGet(() -> profile.clientsAt(at, run.options.clients()));
  }

  private void startPacers(Schedule schedule) {
    for (int i = 0; i < group.scenarios().size(); i++) {
      int index = i;
      ScenarioRun scenario = group.scenarios().get(i);
      scenario.tally().dueFrom(() -> schedule.due(index, users.target()));
      int parts = run.options.workers();
      for (int part = 0; part < parts; part++) {
        double offset = run.partition.offset();
        Pacer pacer =
            new Pacer(schedule, i, part, parts, offset, run.runtime, pacedUsers(scenario), run.lag);
        pacers.add(pacer);
        Thread thread = run.runtime.newThread(scenario.name() + "-pacer-" + part, pacer);
        threads.add(thread);
        thread.start();
      }
    }
  }

  private Pacer.PacedUsers pacedUsers(ScenarioRun scenario) {
    return new Pacer.PacedUsers() {
      @Override
      public int[] order() {
        return users.order();
      }

      @Override
      public boolean isDue(int user) {
        return users.isDue(user);
      }

      @Override
      public void runIteration(int user, Iteration iteration) {
        users.user(user).runIteration(scenario, iteration);
      }
    };
  }

  /// Stops the run when no user is left that could send. Returns whether the run is stopped, by
  /// this call or earlier.
  private boolean isStopped() {
    @Nullable String why = run.options.keepsGoing() ? null : earlyEnd.why(run.runtime.nanoTime());
    if (why != null) {
      run.stop(why);
    }
    return run.isStopped();
  }

  /// Updates the users every few milliseconds, until a condition holds.
  ///
  /// @param deadline returns the time at which the wait ends, by the run's clock; [RateCurve#NEVER]
  ///   for no end
  /// @return whether the condition holds; false after the deadline, or when `isStopped` returns
  ///   true
  private boolean pollUntil(
      BooleanSupplier condition, LongSupplier deadline, BooleanSupplier isStopped) {
    while (true) {
      users.update();
      if (condition.getAsBoolean()) {
        return true;
      }
      long now = run.runtime.nanoTime();
      long end = deadline.getAsLong();
      long left = end == RateCurve.NEVER ? RateCurve.NEVER : end - now;
      if (left <= 0 || isStopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      long pause = users.isInTransition() ? POLL_NANOS : QUIET_POLL_NANOS;
      long next = Math.min(left, users.untilNextArrival(now));
      run.runtime.parkUntil(now + Math.clamp(next, 1, pause));
    }
  }
}
