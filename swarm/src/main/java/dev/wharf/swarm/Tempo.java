package dev.wharf.swarm;

import dev.wharf.swarm.profile.Pace;
import dev.wharf.swarm.profile.Profile;
import java.util.List;
import java.util.stream.IntStream;

/// The time of one act: where its profile is, and when each turn of each scenario is due, through
/// all changes of the rate and all pauses.
///
/// Thread-safe. What was due before a change keeps its time.
final class Tempo implements SwarmControl.Listener {
  /// Turns fall on whole steps of this: a generator that had to wake for each of them would take
  /// more of the machine than the server that it measures.
  private static final long STEP_NANOS = 1_000_000;

  private final Profile profile;
  private final List<Double> rates;
  private final long start;
  private final PaceClock clock;
  private volatile State state;

  /// @param changedAt since the start
  /// @param profileAt of the profile that was over then
  private record State(long changedAt, long profileAt, boolean isPaused, List<Pace> paces) {
    long profileAt(long nanos) {
      return isPaused ? profileAt : profileAt + Math.max(0, nanos - changedAt);
    }
  }

  /// @param rates of the act's scenarios: messages a second of each client
  /// @param start when it begins, by the clock
  Tempo(Profile profile, List<Double> rates, long start, PaceClock clock) {
    this.profile = profile;
    this.rates = List.copyOf(rates);
    this.start = start;
    this.clock = clock;
    this.state =
        new State(0, 0, false, this.rates.stream().map(rate -> Pace.of(profile, rate)).toList());
  }

  /// How much of the profile is over, in nanoseconds.
  long profileAt() {
    return state.profileAt(clock.nanoTime() - start);
  }

  /// Whether all of the profile is over.
  boolean isOver() {
    return profileAt() >= profile.length().toNanos();
  }

  /// When the profile will be over, by the clock, as things stand; [Pace#NEVER] while it pauses.
  long endsAt() {
    State now = state;
    return now.isPaused()
        ? Pace.NEVER
        : start + now.changedAt() + profile.length().toNanos() - now.profileAt();
  }

  /// Which part of the profile is over, 0 to 1.
  double fraction() {
    return Math.clamp((double) profileAt() / profile.length().toNanos(), 0, 1);
  }

  /// When a turn is due, by the clock; [Pace#NEVER] when it is not, as things stand.
  ///
  /// @param scenario of the act, from 0
  /// @param turns how many turns there were before, fractions for the place in the round
  long timeOf(int scenario, double turns) {
    long time = state.paces().get(scenario).timeOf(turns);
    return time == Pace.NEVER ? Pace.NEVER : start + Math.ceilDiv(time, STEP_NANOS) * STEP_NANOS;
  }

  /// How many turns each client has had by now.
  double turns(int scenario) {
    return state.paces().get(scenario).turnsAt(Math.max(0, clock.nanoTime() - start));
  }

  @Override
  public synchronized void onChange(double rateFactor, boolean isPaused) {
    long now = Math.max(0, clock.nanoTime() - start);
    State before = state;
    long profileAt = before.profileAt(now);
    List<Pace> paces =
        IntStream.range(0, rates.size())
            .mapToObj(
                i -> {
                  Pace pace = before.paces().get(i);
                  return isPaused
                      ? pace.endedAt(now)
                      : pace.changed(now, profile, rates.get(i), profileAt, rateFactor);
                })
            .toList();
    state = new State(now, profileAt, isPaused, paces);
  }
}
