package dev.wharf.swarm.output;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The differences that a comparison of two runs ignores.
///
/// @param relative the allowed relative difference, such as 0.1 for 10 %
/// @param nanos the allowed increase of a time, in nanoseconds
public record Tolerance(double relative, long nanos) {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)%");
  private static final double MOST_PERCENT = 1_000;

  /// Parses the options of the command `compare`.
  ///
  /// @throws IllegalArgumentException when the percentage is not a text like `10%`, or is too large
  public static Tolerance parse(String percent, Duration time) {
    Matcher matcher = PERCENT.matcher(percent);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) > MOST_PERCENT) {
      throw new IllegalArgumentException(
          "tolerance must be 0% to 1000%, such as 10%, not '" + percent + "'");
    }
    return new Tolerance(Double.parseDouble(matcher.group(1)) / 100, time.toNanos());
  }

  /// Returns whether a time increased by more than both parts of the tolerance.
  boolean isLongerTime(double nanosBefore, double nanosAfter) {
    return nanosAfter > nanosBefore * (1 + relative) && nanosAfter - nanosBefore > nanos;
  }

  /// Returns whether a rate fell by more than the relative tolerance, and by more than 1.
  boolean isSmallerRate(double before, double after) {
    return after < before / (1 + relative) && before - after > 1;
  }
}
