package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.RateCurve;
import java.util.List;
import java.util.stream.IntStream;

/// Maps iterations to times for a group of scenarios, across changes of the rate and pauses.
///
/// **Algorithm.** Each scenario has a [RateCurve]: the number of iterations of each user as a
/// function of time. A change of the rate, or a pause, replaces the curves. The new curve equals
/// the old one up to the change, and continues with the rest of the profile. A pause stops the
/// profile's time: its curve ends at the pause, and a resume appends the rest.
///
/// **Invariants.** Iterations that were due before a change keep their times and numbers, so that
/// no message is sent twice or skipped. All times are rounded up to whole milliseconds.
///
/// **Alternative.** A rate limiter that adds tokens over time needs no curve. But it forgets when a
/// late message was due, and latencies must count from that time.
///
/// Thread-safe: pacers read an immutable state, and the run's thread replaces it.
final class Schedule {
  /// Iterations are due at multiples of this time. A generator that wakes up for each single
  /// iteration uses more processor time than the server that it measures.
  private static final long STEP_NANOS = 1_000_000;

  private final Profile profile;
  private final List<Double> rates;
  private final long start;
  private final EngineRuntime runtime;
  private volatile State state;

  /// The iterations of each user at the latest call of [#due], by scenario. The next field has the
  /// due iterations of all users together, by scenario. The lock of this object guards both.
  private final double[] iterationsBefore;

  private final double[] due;

  /// The curves since the latest [#change], and the time of that change.
  ///
  /// @param changedAt the time of the latest change, in nanoseconds since the start
  /// @param profileAt the profile's time at that change, in nanoseconds
  private record State(
      long changedAt, long profileAt, double factor, boolean isPaused, List<RateCurve> curves) {
    long profileAt(long nanos) {
      return isPaused ? profileAt : profileAt + Math.max(0, nanos - changedAt);
    }
  }

  /// Creates a schedule with the profile's own rate.
  ///
  /// @param rates the iterations a second of each user, by scenario
  /// @param start the time of the first iteration, by the run's clock
  Schedule(Profile profile, List<Double> rates, long start, EngineRuntime runtime) {
    this.profile = profile;
    this.rates = List.copyOf(rates);
    this.start = start;
    this.runtime = runtime;
    this.iterationsBefore = new double[rates.size()];
    this.due = new double[rates.size()];
    this.state =
        new State(0, 0, 1, false, rates.stream().map(rate -> RateCurve.of(profile, rate)).toList());
  }

  /// Returns how much of the profile is over, in nanoseconds.
  long profileAt() {
    return state.profileAt(runtime.nanoTime() - start);
  }

  boolean isOver() {
    return profileAt() >= profile.length().toNanos();
  }

  /// Returns when the profile will be over, by the run's clock; [RateCurve#NEVER] during a pause.
  long endsAt() {
    State now = state;
    return now.isPaused()
        ? RateCurve.NEVER
        : start + now.changedAt() + profile.length().toNanos() - now.profileAt();
  }

  /// Returns how much of the profile is over, from 0 to 1.
  double fraction() {
    return Math.clamp((double) profileAt() / profile.length().toNanos(), 0, 1);
  }

  /// Returns the time at which an iteration is due, by the run's clock; [RateCurve#NEVER] when the
  /// present curve ends before the iteration.
  ///
  /// @param scenario the scenario's index in the group, from 0
  /// @param iterations the number of completed rounds, plus the user's position in the round (0 to
  ///   1)
  long timeOf(int scenario, double iterations) {
    long time = state.curves().get(scenario).timeOf(iterations);
    return time == RateCurve.NEVER
        ? RateCurve.NEVER
        : start + Math.ceilDiv(time, STEP_NANOS) * STEP_NANOS;
  }

  /// Returns how many iterations of all users together were due up to now. Each call adds the
  /// iterations of one user since the previous call, times the present number of users.
  synchronized long due(int scenario, int users) {
    double now = state.curves().get(scenario).iterationsAt(Math.max(0, runtime.nanoTime() - start));
    due[scenario] += Math.max(0, now - iterationsBefore[scenario]) * users;
    iterationsBefore[scenario] = Math.max(now, iterationsBefore[scenario]);
    return Math.round(due[scenario]);
  }

  /// Changes the rate, or starts or ends a pause. Does nothing when both are unchanged.
  ///
  /// @param factor multiplies the profile's rate
  synchronized void change(double factor, boolean isPaused) {
    State before = state;
    if (before.factor() == factor && before.isPaused() == isPaused) {
      return;
    }
    long now = Math.max(0, runtime.nanoTime() - start);
    long profileAt = before.profileAt(now);
    List<RateCurve> curves =
        IntStream.range(0, rates.size())
            .mapToObj(
                i -> {
                  RateCurve curve = before.curves().get(i);
                  return isPaused
                      ? curve.endedAt(now)
                      : curve.changed(now, profile, rates.get(i), profileAt, factor);
                })
            .toList();
    state = new State(now, profileAt, factor, isPaused, curves);
  }
}
