package dev.wharf.swarm;

/// The limits that several classes of the swarm use, and a check that a number is between a minimum
/// and a maximum.
public final class SwarmLimits {
  /// The largest number of virtual users of one run.
  public static final int MAX_CLIENTS = 100_000;

  /// The longest content of a message, in bytes: it fits a frame of 4,096 bytes.
  public static final int MAX_PAYLOAD_BYTES = 4000;

  private SwarmLimits() {}

  /// Checks that the value of an option is from `min` to `max`, both included.
  ///
  /// @param name the name of the option, for the message
  /// @throws IllegalArgumentException when the value is outside; the message has the value and both
  ///   limits
  public static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", not " + value);
    }
  }
}
