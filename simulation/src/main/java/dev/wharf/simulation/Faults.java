package dev.wharf.simulation;

/// The probabilities of faults in the network, each from 0 to 1.
///
/// @param reset the probability that a segment resets its connection
/// @param loss the probability that a segment is lost; it is sent again 200 ms later, or after a
///   longer time if it is lost repeatedly
/// @param split the probability that a segment is shorter than it could be
/// @param shortRead the probability that a read gets only a part of the bytes that have arrived
/// @param acceptFailure the probability that an accept fails, as when the host has no free file
///   descriptor
public record Faults(
    double reset, double loss, double split, double shortRead, double acceptFailure) {
  /// Checks that each probability is from 0 to 1.
  public Faults {
    check("reset", reset);
    check("loss", loss);
    check("split", split);
    check("shortRead", shortRead);
    check("acceptFailure", acceptFailure);
  }

  /// Returns the probabilities of a network without faults.
  public static Faults none() {
    return new Faults(0, 0, 0, 0, 0);
  }

  /// Returns probabilities with which every kind of fault happens at times, but nearly all bytes
  /// arrive.
  public static Faults storm() {
    return new Faults(0.0005, 0.01, 0.3, 0.2, 0.05);
  }

  /// Returns a copy with another probability of resets.
  public Faults withReset(double chance) {
    return new Faults(chance, loss, split, shortRead, acceptFailure);
  }

  private static void check(String name, double chance) {
    if (!(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, not " + chance);
    }
  }
}
