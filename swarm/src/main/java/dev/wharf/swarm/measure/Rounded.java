package dev.wharf.swarm.measure;

/// Rounds figures for reports. Whole numbers get no fraction.
public final class Rounded {
  private static final double SMALL = 10;

  private Rounded() {}

  /// Rounds to three decimals below 10, and to one decimal otherwise.
  public static Number shortly(double value) {
    return to(Math.abs(value) < SMALL ? 3 : 1, value);
  }

  /// Rounds to the given number of decimals.
  public static Number to(int decimals, double value) {
    double scale = Math.pow(10, decimals);
    double rounded = Math.round(value * scale) / scale;
    boolean isWhole = rounded == Math.rint(rounded) && Math.abs(rounded) < Long.MAX_VALUE;
    if (isWhole) {
      return (long) rounded;
    }
    return rounded;
  }
}
