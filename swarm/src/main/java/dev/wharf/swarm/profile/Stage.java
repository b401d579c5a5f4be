package dev.wharf.swarm.profile;

import java.time.Duration;

/// A part of a profile: a time, and the number of users and the rate during it.
///
/// @param name the name that views show while the stage runs
/// @param duration the length of the stage
/// @param clients the number of users; 100 % is the run's number of users
/// @param rate messages a second of each user; 100 % is the run's rate, or the scenario's own
/// @param churn the fraction of the users that leave and come back in each second, evenly spread
/// @param storm the fraction of the users that leave together at the start of the stage, and come
///   back
/// @param away the time that a user that leaves stays away
/// @param exit the way in which the users of churn and storm leave
public record Stage(
    String name,
    Duration duration,
    Ramp clients,
    Ramp rate,
    double churn,
    double storm,
    Duration away,
    Exit exit) {
  /// The ways in which a user leaves.
  public enum Exit {
    /// The user waits for its pending replies, leaves its scenarios, and closes the connection.
    LEAVE,
    /// The user closes the connection at once. Pending deliveries count as abandoned.
    DROP
  }

  /// Returns a stage with all users at their full rate.
  static Stage steady(Duration duration) {
    return new Stage("steady", duration, Ramp.ALL, Ramp.ALL, 0, 0, Duration.ZERO, Exit.LEAVE);
  }

  Stage lasting(Duration time) {
    return new Stage(name, time, clients, rate, churn, storm, away, exit);
  }

  /// Returns the elapsed part of the stage, 0 to 1.
  ///
  /// @param nanos the time since the start of the stage
  double fractionAt(long nanos) {
    return Math.clamp((double) nanos / duration.toNanos(), 0, 1);
  }
}
