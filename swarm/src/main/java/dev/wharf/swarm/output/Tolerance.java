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

  /// Reads the options of a command.
  ///
  /// @throws IllegalArgumentException when the text is not like `10%`, or the value is too large
  public static Tolerance parse(String percent, Duration time) {
    Matcher matcher = PERCENT.matcher(percent);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) > MOST_PERCENT) {
      throw new IllegalArgumentException(
          "tolerance must be 0% to 1000%, such as 10%, not '" + percent + "'");
    }
    return new Tolerance(Double.parseDouble(matcher.group(1)) / 100, time.toNanos());
  }

  /// Whether a time increased by more than the tolerance.
  boolean isLongerTime(double nanosBefore, double nanosAfter) {
    return nanosAfter > nanosBefore * (1 + relative) && nanosAfter - nanosBefore > nanos;
  }

  /// Whether a rate fell by more than the tolerance.
  boolean isSmallerRate(double before, double after) {
    return after < before / (1 + relative) && before - after > 1;
  }
}
