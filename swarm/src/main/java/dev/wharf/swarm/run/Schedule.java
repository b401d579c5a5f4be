package dev.wharf.swarm.run;

import dev.wharf.swarm.profile.Pace;
import dev.wharf.swarm.profile.Profile;
import java.util.List;
import java.util.stream.IntStream;

/// The schedule of a group of scenarios: how much of the profile is over, and when each iteration
/// of each scenario is due, through all changes of the rate and all pauses.
///
/// Thread-safe. Iterations that were due before a change keep their times.
final class Schedule {
  /// Iterations are due at whole steps of this: a generator that wakes for each of them takes more
  /// of the machine than the server that it measures.
  private static final long STEP_NANOS = 1_000_000;

  private final Profile profile;
  private final List<Double> rates;
  private final long start;
  private final Clock clock;
  private volatile State state;

  /// How many iterations each user had when [#due] was called last, and how many were due for all
  /// users together by then; by scenario. Guarded by this.
  private final double[] iterationsBefore;

  private final double[] due;

  /// @param changedAt since the start
  /// @param profileAt how much of the profile was over then
  private record State(
      long changedAt, long profileAt, double factor, boolean isPaused, List<Pace> paces) {
    long profileAt(long nanos) {
      return isPaused ? profileAt : profileAt + Math.max(0, nanos - changedAt);
    }
  }

  /// @param rates messages a second of each user, by scenario
  /// @param start when the first iteration is due, by the clock
  Schedule(Profile profile, List<Double> rates, long start, Clock clock) {
    this.profile = profile;
    this.rates = List.copyOf(rates);
    this.start = start;
    this.clock = clock;
    this.iterationsBefore = new double[rates.size()];
    this.due = new double[rates.size()];
    this.state =
        new State(0, 0, 1, false, rates.stream().map(rate -> Pace.of(profile, rate)).toList());
  }

  /// How much of the profile is over, in nanoseconds.
  long profileAt() {
    return state.profileAt(clock.nanoTime() - start);
  }

  boolean isOver() {
    return profileAt() >= profile.length().toNanos();
  }

  /// When the profile will be over, by the clock; [Pace#NEVER] during a pause.
  long endsAt() {
    State now = state;
    return now.isPaused()
        ? Pace.NEVER
        : start + now.changedAt() + profile.length().toNanos() - now.profileAt();
  }

  /// How much of the profile is over, from 0 to 1.
  double fraction() {
    return Math.clamp((double) profileAt() / profile.length().toNanos(), 0, 1);
  }

  /// When an iteration is due, by the clock; [Pace#NEVER] when it is not, as things stand.
  ///
  /// @param scenario of the group, from 0
  /// @param iterations how many there were before, with the place in the round as a fraction
  long timeOf(int scenario, double iterations) {
    long time = state.paces().get(scenario).timeOf(iterations);
    return time == Pace.NEVER ? Pace.NEVER : start + Math.ceilDiv(time, STEP_NANOS) * STEP_NANOS;
  }

  /// How many iterations were due up to now, of all users together: those of each user since the
  /// call before, times the users that there are.
  synchronized long due(int scenario, int users) {
    double now = state.paces().get(scenario).iterationsAt(Math.max(0, clock.nanoTime() - start));
    due[scenario] += Math.max(0, now - iterationsBefore[scenario]) * users;
    iterationsBefore[scenario] = Math.max(now, iterationsBefore[scenario]);
    return Math.round(due[scenario]);
  }

  /// Changes the rate, or begins or ends a pause. Does nothing when both are as before.
  ///
  /// @param factor multiplies the profile's rate
  synchronized void change(double factor, boolean isPaused) {
    State before = state;
    if (before.factor() == factor && before.isPaused() == isPaused) {
      return;
    }
    long now = Math.max(0, clock.nanoTime() - start);
    long profileAt = before.profileAt(now);
    List<Pace> paces =
        IntStream.range(0, rates.size())
            .mapToObj(
                i -> {
                  Pace pace = before.paces().get(i);
                  return isPaused
                      ? pace.endedAt(now)
                      : pace.changed(now, profile, rates.get(i), profileAt, factor);
                })
            .toList();
    state = new State(now, profileAt, factor, isPaused, paces);
  }
}
