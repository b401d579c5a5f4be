package dev.wharf.swarm.run;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.profile.Pace;
import dev.wharf.swarm.profile.Phase;
import dev.wharf.swarm.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a group of scenarios in the course of a profile: has users connect, enter, play and leave.
/// For the run's thread; stopping the run ends it early.
final class GroupRun {
  /// The interval between two looks at the users while some arrive or leave.
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  /// The interval while all play: each look wakes the processor.
  private static final long QUIET_LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private static final Duration MOMENT = Duration.ofMillis(1);

  /// The time that a stopped run has to end in good order.
  private static final Duration TO_STOP = Duration.ofSeconds(2);

  /// From the making of the schedule to its first message.
  private static final Duration LEAD = Duration.ofMillis(20);

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

  /// Runs it all.
  ///
  /// @param onGathered run when all users are there, before the first message
  void run(Runnable onGathered) {
    gather();
    if (!run.isStopped()) {
      onGathered.run();
      send();
    }
    leave();
  }

  /// Has the first users connect and enter.
  private void gather() {
    run.phases.begin(group.name() + ": getting ready", () -> 0);
    users.want(usersAt(0));
    users.begin(group.scenarios());
    long arrivals = Duration.ofSeconds(1).toNanos() * users.wanted() / users.connectRate();
    long last = run.deadline() + arrivals;
    boolean _ = lookUntil(users::isSettled, () -> last, this::isStopped);
  }

  private void send() {
    long start = run.clock.nanoTime() + LEAD.toNanos();
    List<Double> rates = group.scenarios().stream().map(ScenarioRun::rate).toList();
    Schedule schedule = new Schedule(profile, rates, start, run.clock);
    schedule.change(run.control.rateFactor(), run.control.isPaused());
    users.reserve(run.partition.of(profile.peakClients(run.options.clients())));
    startPacers(schedule);
    run.phases.begin(group.name(), schedule::fraction);
    boolean _ = lookUntil(() -> isOver(schedule), schedule::endsAt, this::isStopped);
    endPacers();
    Duration sending = Duration.ofNanos(Math.max(0, run.clock.nanoTime() - start));
    group.scenarios().forEach(scenario -> scenario.endSending(sending));
  }

  private boolean isOver(Schedule schedule) {
    schedule.change(run.control.rateFactor(), run.control.isPaused());
    follow(schedule.profileAt());
    return schedule.isOver();
  }

  /// Has the pacers play the iterations that are due, unless the run is stopped, and waits for
  /// their end. A stop ends the wait for iterations that are late, too.
  private void endPacers() {
    pacers.forEach(Pacer::finish);
    threads.forEach(LockSupport::unpark);
    boolean _ = lookUntil(this::havePacersEnded, () -> Pace.NEVER, () -> false);
  }

  private boolean havePacersEnded() {
    if (run.isStopped()) {
      pacers.forEach(Pacer::stop);
    }
    return threads.stream().allMatch(GroupRun::hasEnded);
  }

  /// Waits a moment for a thread's end: its time counts as time of sending.
  private static boolean hasEnded(Thread thread) {
    try {
      return thread.join(MOMENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Waits for pending deliveries; then all users leave.
  private void leave() {
    run.phases.begin(group.name() + ": waiting for the last", () -> 1);
    users.end();
    if (run.isStopped()) {
      users.endRetries();
    }
    Duration time = run.isStopped() ? TO_STOP : run.options.patience().multipliedBy(2);
    long last = run.clock.nanoTime() + time.toNanos();
    if (!lookUntil(users::isIdle, () -> last, () -> false)) {
      run.errors.count(group.name() + ": not all clients were done in time");
    }
  }

  /// Adjusts the target, and has some users leave and come back.
  ///
  /// @param at how much of the profile is over
  private void follow(long at) {
    users.want(usersAt(at));
    Phase phase = profile.at(at);
    boolean isOnly = profile.phases().size() == 1;
    run.phases.begin(
        isOnly ? group.name() : group.name() + " (" + phase.name() + ")",
        run.phases.now().fraction());
    int whole = run.control.clients().orElse(run.options.clients());
    int all = allUsersAt(at);
    double ownPart = all == 0 ? 0 : (double) run.partition.of(all) / all;
    churn += profile.leavesIn(churnedUpTo, at, whole) * ownPart;
    churnedUpTo = at;
    long leaving = (long) Math.floor(churn + 1e-6);
    churn -= leaving;
    users.churn(leaving, phase.exit(), phase.away().toNanos());
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
      scenario.tally().dueFrom(() -> schedule.due(index, users.wanted()));
      int parts = run.options.workers();
      for (int part = 0; part < parts; part++) {
        double shift = run.partition.shift();
        Pacer pacer =
            new Pacer(schedule, i, part, parts, shift, run.clock, target(scenario), run.lag);
        pacers.add(pacer);
        threads.add(
            Thread.ofPlatform().daemon().name(scenario.name() + "-pacer-" + part).start(pacer));
      }
    }
  }

  private Pacer.Target target(ScenarioRun scenario) {
    return new Pacer.Target() {
      @Override
      public int[] order() {
        return users.order();
      }

      @Override
      public boolean isDue(int user) {
        return users.isDue(user);
      }

      @Override
      public void play(int user, Iteration iteration) {
        users.user(user).play(scenario, iteration);
      }
    };
  }

  /// A run without users that can play stops itself.
  private boolean isStopped() {
    @Nullable String why = run.options.isKeptGoing() ? null : earlyEnd.why(run.clock.nanoTime());
    if (why != null) {
      run.stop(why);
    }
    return run.isStopped();
  }

  /// Looks at the users every few milliseconds, and whenever the next one is to arrive.
  ///
  /// @param deadline by the clock; [Pace#NEVER] for none
  /// @return whether the condition holds; false after the deadline, or when stopped
  private boolean lookUntil(
      BooleanSupplier condition, LongSupplier deadline, BooleanSupplier isStopped) {
    while (true) {
      users.look();
      if (condition.getAsBoolean()) {
        return true;
      }
      long now = run.clock.nanoTime();
      long end = deadline.getAsLong();
      long left = end == Pace.NEVER ? Pace.NEVER : end - now;
      if (left <= 0 || isStopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      long pause = users.isMoving() ? LOOK_NANOS : QUIET_LOOK_NANOS;
      long next = Math.min(left, users.untilNextArrival(now));
      run.clock.parkUntil(now + Math.clamp(next, 1, pause));
    }
  }
}
