package dev.wharf.swarm.profile;

import java.time.Duration;

/// A part of a profile.
///
/// @param name one word or some
/// @param duration how long it takes
/// @param clients how many clients there are; the whole is the run's number of clients
/// @param rate messages a second of each client; the whole is the run's rate, or the scenario's
/// @param churn which share of the clients leave and come back each second, evenly spread
/// @param storm which share of them do so at once, at the phase's begin
/// @param away how long each of those stays away
/// @param exit how they go
public record Phase(
    String name,
    Duration duration,
    Ramp clients,
    Ramp rate,
    double churn,
    double storm,
    Duration away,
    Exit exit) {
  /// How a client goes.
  public enum Exit {
    /// Waits for what it has to get, says good-bye, and closes.
    LEAVE,
    /// Closes at once. What was under way to it is not known to be due, and counts as abandoned.
    DROP
  }

  /// All clients at their full rate.
  static Phase steady(Duration duration) {
    return new Phase("steady", duration, Ramp.ALL, Ramp.ALL, 0, 0, Duration.ZERO, Exit.LEAVE);
  }

  Phase lasting(Duration time) {
    return new Phase(name, time, clients, rate, churn, storm, away, exit);
  }

  /// Which fraction of it is over after so long.
  double fractionAt(long nanos) {
    return Math.clamp((double) nanos / duration.toNanos(), 0, 1);
  }
}
