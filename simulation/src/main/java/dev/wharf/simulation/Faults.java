package dev.wharf.simulation;

/// The chances of faults in the network, each from 0 to 1.
///
/// @param reset that a segment resets its connection
/// @param loss that a segment is lost, and is sent again 200 ms later or more
/// @param split that a segment is shorter than it could be
/// @param shortRead that a read gets only a part of the bytes that have arrived
/// @param acceptFailure that an accept fails because there is no free file descriptor
public record Faults(
    double reset, double loss, double split, double shortRead, double acceptFailure) {
  /// Checks the ranges.
  public Faults {
    check("reset", reset);
    check("loss", loss);
    check("split", split);
    check("shortRead", shortRead);
    check("acceptFailure", acceptFailure);
  }

  /// No faults.
  public static Faults none() {
    return new Faults(0, 0, 0, 0, 0);
  }

  /// Everything goes wrong at times, but nearly all bytes arrive.
  public static Faults storm() {
    return new Faults(0.0005, 0.01, 0.3, 0.2, 0.05);
  }

  /// A copy with another chance of resets.
  public Faults withReset(double chance) {
    return new Faults(chance, loss, split, shortRead, acceptFailure);
  }

  private static void check(String name, double chance) {
    if (!(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, not " + chance);
    }
  }
}
