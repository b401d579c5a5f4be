package dev.wharf.protocol.util;

/// Checks that numbers are in a range. The error message names the number and the range.
public final class Checks {
  private Checks() {}

  /// Returns `value` when it is from `min` to `max`.
  ///
  /// @throws IllegalArgumentException when `value` is outside the range
  public static int range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", not " + value);
    }
    return value;
  }
}
