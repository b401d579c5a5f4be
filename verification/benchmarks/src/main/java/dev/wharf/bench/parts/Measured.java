package dev.wharf.bench.parts;

import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/// The result of one benchmark.
///
/// @param part the measured part: the name of the benchmark's class
/// @param work what was measured: the part of the method's name before the last `By`
/// @param by the measured implementation: the part of the method's name after the last `By`
/// @param nanos the time from one operation to the next, of all threads together; the median of the
///   iterations
/// @param least the time of the fastest iteration
/// @param most the time of the slowest iteration
/// @param bytes heap bytes that an operation allocates
record Measured(
    String part, String work, String by, double nanos, double least, double most, double bytes) {
  /// The implementation that the other implementations are compared with.
  static final String OURS = "Wharf";

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String BY = "By";
  private static final double NANOS = 1e3; // per microsecond

  static Measured of(RunResult result) {
    String name = result.getParams().getBenchmark();
    String method = behindLast(".", name);
    Statistics perMicro = result.getPrimaryResult().getStatistics();
    return new Measured(
        partOf(name),
        workOf(method),
        behindLast(BY, method),
        NANOS / perMicro.getPercentile(50),
        NANOS / perMicro.getMax(),
        NANOS / perMicro.getMin(),
        bytesOf(result));
  }

  /// Returns the class name in the full name of a benchmark.
  private static String partOf(String name) {
    return behindLast(".", beforeLast(".", name));
  }

  /// Returns the part of a method's name before the last `By`.
  private static String workOf(String method) {
    return beforeLast(BY, method);
  }

  private static String beforeLast(String mark, String text) {
    return text.substring(0, last(mark, text));
  }

  private static String behindLast(String mark, String text) {
    return text.substring(last(mark, text) + mark.length());
  }

  private static int last(String mark, String text) {
    int at = text.lastIndexOf(mark);
    if (at < 0) {
      throw new IllegalArgumentException("'" + text + "' has no '" + mark + "' in it");
    }
    return at;
  }

  boolean isOurs() {
    return by.equals(OURS);
  }

  boolean isSameWork(Measured other) {
    return part.equals(other.part) && work.equals(other.work);
  }

  /// Returns the result as one line of text.
  String summary() {
    return String.format(Locale.ROOT, "%s.%s by %s: %.1f ns, %.1f B", part, work, by, nanos, bytes);
  }

  @SuppressWarnings("rawtypes") // as JMH declares its results
  private static double bytesOf(RunResult result) {
    return result.getSecondaryResults().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(ALLOCATED))
        .mapToDouble(entry -> entry.getValue().getScore())
        .findFirst()
        .orElse(Double.NaN);
  }
}
