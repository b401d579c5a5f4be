package dev.wharf.swarm.run;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.profile.Pace;
import java.time.Duration;

/// Has a part of the users play their iterations in one scenario, each at its time, or, when that
/// has passed, at once. Records how late each was: when that is much, the generator was the limit.
///
/// Run by a thread of its own, which sleeps until the next iteration is due: a timer with ticks
/// would add up to a tick to every latency.
final class Pacer implements Runnable {
  /// The longest sleep, because the schedule and the users may change meanwhile.
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  /// A user that is not connected shortly before an iteration skips it.
  private static final long NEAR_NANOS = Duration.ofMillis(1).toNanos();

  private final Schedule schedule;
  private final int scenario;
  private final int part;
  private final int parts;
  private final double shift;
  private final Clock clock;
  private final Target target;
  private final LatencyRecorder lag;

  /// Set by the run's thread, read by the pacer's.
  private volatile boolean isFinishing;

  private volatile boolean isStopped;

  /// The users that play.
  interface Target {
    /// The users by their places in the round.
    int[] order();

    /// Whether the user has iterations now.
    boolean isDue(int user);

    /// Has the user play its iteration.
    void play(int user, Iteration iteration);
  }

  /// @param scenario of the group, from 0
  /// @param part the part of the users, from 0. A user is in one part, so that its messages stay in
  ///   order
  /// @param parts how many there are
  /// @param shift how much later its iterations are, as a fraction of the distance between two
  Pacer(
      Schedule schedule,
      int scenario,
      int part,
      int parts,
      double shift,
      Clock clock,
      Target target,
      LatencyRecorder lag) {
    this.schedule = schedule;
    this.scenario = scenario;
    this.part = part;
    this.parts = parts;
    this.shift = shift;
    this.clock = clock;
    this.target = target;
    this.lag = lag;
  }

  /// Returns when all iterations are played after [#finish], or after [#stop].
  @Override
  public void run() {
    long number = 1;
    while (playRound(number)) {
      number++;
    }
  }

  /// Has [#run] return after the last iteration that is due. Any thread.
  void finish() {
    isFinishing = true;
  }

  /// Has [#run] return soon. Any thread.
  void stop() {
    isStopped = true;
  }

  private boolean playRound(long number) {
    int[] order = target.order();
    if (order.length == 0) {
      clock.parkUntil(clock.nanoTime() + LOOK_NANOS);
      return !isStopped && !isFinishing;
    }
    for (int place = 0; place < order.length; place++) {
      int user = order[place];
      if (user % parts == part && !play(user, number, (place + shift) / order.length)) {
        return false;
      }
    }
    return true;
  }

  /// Has a user play; false when there are no more iterations.
  private boolean play(int user, long number, double place) {
    long intended = await(user, number - 1 + place);
    if (intended == Pace.NEVER) {
      return false;
    }
    if (target.isDue(user) && clock.nanoTime() - intended >= 0) {
      lag.record(clock.nanoTime() - intended);
      target.play(user, new Iteration(number, intended));
    }
    return true;
  }

  /// Waits for an iteration's time; for that of a user that is not there, until shortly before.
  ///
  /// @return the time; [Pace#NEVER] when there is none
  private long await(int user, double iterations) {
    while (!isStopped && !Thread.currentThread().isInterrupted()) {
      boolean isLast = isFinishing;
      long intended = schedule.timeOf(scenario, iterations);
      long now = clock.nanoTime();
      if (intended == Pace.NEVER) {
        if (isLast) {
          return Pace.NEVER;
        }
        clock.parkUntil(now + LOOK_NANOS);
      } else if (intended <= now + (target.isDue(user) ? 0 : NEAR_NANOS)) {
        return intended;
      } else {
        clock.parkUntil(Math.min(intended, now + LOOK_NANOS));
      }
    }
    return Pace.NEVER;
  }
}
