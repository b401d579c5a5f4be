package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.profile.RateCurve;
import java.time.Duration;

/// Runs the iterations of a part of the virtual users in one scenario, each at its scheduled time.
///
/// **Algorithm.** Time is divided into rounds. In a round each user has one iteration. The users
/// run in a fixed order ([Users#order]), and a user's position in the order gives its time within
/// the round: the [Schedule] converts round and position to a time. The pacer's thread sleeps until
/// that time, runs the iteration, and goes on to the next user of its part. An iteration whose time
/// has passed runs at once.
///
/// **Invariants.** The load is open: a time depends on the schedule alone, never on earlier
/// iterations or on replies. So a server that stalls does not reduce the load, and latencies count
/// from the scheduled time (no coordinated omission). Each user belongs to one pacer of a scenario,
/// so that its messages stay in order. The delay between schedule and sending is recorded as lag; a
/// large lag means that the load generator was the limit, not the server.
///
/// **Alternatives.** A timer wheel would add up to one tick to every latency. A thread for each
/// user would need thousands of wake-ups a second; a pacer wakes up once for all users that are due
/// in the same millisecond.
final class Pacer implements Runnable {
  /// The longest sleep. The schedule and the users may change during a sleep.
  private static final long MAX_SLEEP_NANOS = Duration.ofMillis(20).toNanos();

  /// The time from the pacer's last look at a user to the user's iteration. A user that has no
  /// iterations at the moment of this look skips the iteration.
  private static final long SKIP_NANOS = Duration.ofMillis(1).toNanos();

  private final Schedule schedule;
  private final int scenario;
  private final int part;
  private final int parts;
  private final double offset;
  private final EngineRuntime runtime;
  private final PacedUsers users;
  private final LatencyRecorder lag;

  /// Whether [#run] must return after the last due iteration. The run's thread sets it, and the
  /// pacer's thread reads it.
  private volatile boolean isFinishing;

  private volatile boolean isStopped;

  /// The virtual users that a pacer runs.
  interface PacedUsers {
    /// Returns the indexes of the users, in the order in which the users run in a round.
    int[] order();

    /// Returns whether the user has iterations now.
    boolean isDue(int user);

    /// Runs one iteration of the user.
    void runIteration(int user, Iteration iteration);
  }

  /// Creates the pacer of one part of the users in one scenario.
  ///
  /// @param scenario the scenario's index in the group, from 0
  /// @param part the number of the part, from 0. A user is in one part, so that its messages stay
  ///   in order
  /// @param parts the number of parts
  /// @param offset the delay of every iteration, as a fraction of the time from one user's
  ///   iteration to the next user's. Each process of a run has another offset, so that the
  ///   iterations of the processes alternate
  Pacer(
      Schedule schedule,
      int scenario,
      int part,
      int parts,
      double offset,
      EngineRuntime runtime,
      PacedUsers users,
      LatencyRecorder lag) {
    this.schedule = schedule;
    this.scenario = scenario;
    this.part = part;
    this.parts = parts;
    this.offset = offset;
    this.runtime = runtime;
    this.users = users;
    this.lag = lag;
  }

  /// Runs iterations. Returns when [#finish] was called and all due iterations have run, or soon
  /// after [#stop] was called.
  @Override
  public void run() {
    long number = 1;
    while (runRound(number)) {
      number++;
    }
  }

  /// Makes [#run] return after the last iteration that is due. Any thread may call this.
  void finish() {
    isFinishing = true;
  }

  /// Makes [#run] return soon, and skip iterations that are due. Any thread may call this.
  void stop() {
    isStopped = true;
  }

  private boolean runRound(long number) {
    int[] order = users.order();
    if (order.length <= part) {
      // The part has no user yet. Its first user will have the index `part`.
      return runIteration(part, number, offset);
    }
    for (int position = 0; position < order.length; position++) {
      int user = order[position];
      if (user % parts == part && !runIteration(user, number, (position + offset) / order.length)) {
        return false;
      }
    }
    return true;
  }

  /// Waits for a user's iteration and runs it, unless the user skips it.
  ///
  /// @return false when there are no more iterations
  private boolean runIteration(int user, long number, double position) {
    long scheduledAt = await(user, number - 1 + position);
    if (scheduledAt == RateCurve.NEVER) {
      return false;
    }
    if (isDue(user) && runtime.nanoTime() - scheduledAt >= 0) {
      lag.record(runtime.nanoTime() - scheduledAt);
      users.runIteration(user, new Iteration(number, scheduledAt));
    }
    return true;
  }

  /// Waits until an iteration is due. For a user that has no iterations now, the wait ends 1 ms
  /// early, so that absent users do not delay the next user.
  ///
  /// @return the scheduled time; [RateCurve#NEVER] when there are no more iterations
  private long await(int user, double iterations) {
    while (!isStopped && !Thread.currentThread().isInterrupted()) {
      boolean isLast = isFinishing;
      long scheduledAt = schedule.timeOf(scenario, iterations);
      long now = runtime.nanoTime();
      if (scheduledAt == RateCurve.NEVER) {
        if (isLast) {
          return RateCurve.NEVER;
        }
        runtime.parkUntil(now + MAX_SLEEP_NANOS);
      } else if (scheduledAt <= now + (isDue(user) ? 0 : SKIP_NANOS)) {
        return scheduledAt;
      } else {
        runtime.parkUntil(Math.min(scheduledAt, now + MAX_SLEEP_NANOS));
      }
    }
    return RateCurve.NEVER;
  }

  private boolean isDue(int user) {
    return user < users.order().length && users.isDue(user);
  }
}
