package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencySummary;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Formats numbers for people, the same in every locale.
public final class Units {
  private static final double MICRO = 1e3;
  private static final double MILLI = 1e6;
  private static final double SECOND = 1e9;

  /// A value from this number on is shown in the next unit, because it would be rounded to 1000.
  private static final double END_OF_UNIT = 999.5;

  private Units() {}

  /// Formats a time with three digits and its unit, such as `1.23 ms`.
  ///
  /// @param nanos the time in nanoseconds
  public static String time(long nanos) {
    if (nanos < END_OF_UNIT * MICRO) {
      return digits(nanos / MICRO) + " us";
    }
    return nanos < END_OF_UNIT * MILLI
        ? digits(nanos / MILLI) + " ms"
        : digits(nanos / SECOND) + " s";
  }

  /// Formats a cell of a table.
  ///
  /// @param cell a text, or a whole number, which gets commas
  public static String text(Object cell) {
    return cell instanceof Number number ? count(number.longValue()) : String.valueOf(cell);
  }

  /// Formats the cells of a latency: p50, p90, p99, p99.9, the longest and the count.
  public static List<Object> cells(LatencySummary latency) {
    return latency.count() == 0
        ? List.of("-", "-", "-", "-", "-", 0)
        : List.of(
            time(latency.p50()),
            time(latency.p90()),
            time(latency.p99()),
            time(latency.p999()),
            time(latency.max()),
            latency.count());
  }

  /// Formats a count with commas, such as `12,345`.
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// Formats a time in seconds, such as `10.0 s`; whole hours as `24 h`.
  public static String seconds(Duration time) {
    if (time.isPositive() && time.equals(Duration.ofHours(time.toHours()))) {
      return time.toHours() + " h";
    }
    return String.format(Locale.ROOT, "%.1f s", time.toNanos() / SECOND);
  }

  /// Formats the actual time in seconds, followed by the planned time when they differ: `4.0 s of
  /// 60.0 s`.
  public static String seconds(Duration real, Duration asked) {
    String seconds = seconds(real);
    return seconds.equals(seconds(asked)) ? seconds : seconds + " of " + seconds(asked);
  }

  private static String digits(double value) {
    String form = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
