package dev.wharf.protocol.util;

/// Range checks whose error messages name the value and its range.
public final class Checks {
  private Checks() {}

  /// Returns `value` when it is in the range.
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
