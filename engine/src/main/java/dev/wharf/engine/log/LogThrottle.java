package dev.wharf.engine.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/// Bounds the log lines of one kind: so many in full in a period, then one line with the number of
/// the others. For everything that a peer can cause, or that fails again and again.
///
/// ```java
/// private final LogThrottle<CloseReason> ends =
///     LogThrottle.perSecond(5, (reason, more) ->
///         log.info("{} more sessions ended with {} in the last second", more, reason));
///
/// if (ends.pass(reason)) {
///   log.info("{} ended: {}", session, reason);
/// }
/// ```
///
/// A period begins with the first line of a kind and ends by itself, on a thread of the JDK's
/// common pool. Its sum is told then, whether or not another line comes. A kind takes memory only
/// while its period lasts.
///
/// Thread-safe; takes no lock that is held while something is logged.
///
/// @param <K> the kind of a line, such as an enum or a queue's name. There must be few: text of a
///   peer or its address is none
public final class LogThrottle<K> {
  private final int lines;
  private final ObjLongConsumer<K> sums;
  private final Executor later;

  /// How many lines of each kind have come in its present period. An absent kind has none under
  /// way.
  private final ConcurrentHashMap<K, Long> seen = new ConcurrentHashMap<>();

  /// Makes a throttle that passes a number of lines of each kind in a period.
  ///
  /// @param lines how many lines of a kind pass in a period, 1 or more
  /// @param period how long a period lasts, longer than zero
  /// @param sums logs how many lines of a kind did not pass: called once at the end of a period in
  ///   which there were such lines
  public LogThrottle(int lines, Duration period, ObjLongConsumer<K> sums) {
    this(lines, sums, CompletableFuture.delayedExecutor(period.toNanos(), TimeUnit.NANOSECONDS));
  }

  /// @param later runs what it is given when a period is over
  LogThrottle(int lines, ObjLongConsumer<K> sums, Executor later) {
    if (lines < 1) {
      throw new IllegalArgumentException("lines must be 1 or more, not " + lines);
    }
    this.lines = lines;
    this.sums = sums;
    this.later = later;
  }

  /// Makes a throttle whose period is a second.
  ///
  /// @param lines how many lines of a kind pass in a second, 1 or more
  /// @param sums logs how many lines of a kind did not pass in the last second
  public static <K> LogThrottle<K> perSecond(int lines, ObjLongConsumer<K> sums) {
    return new LogThrottle<>(lines, Duration.ofSeconds(1), sums);
  }

  /// Counts a line, and says whether to log it. Never blocks.
  ///
  /// @return whether to log the line; otherwise it is part of the sum
  public boolean pass(K kind) {
    long count = seen.merge(kind, 1L, Long::sum);
    if (count == 1) {
      begin(kind);
    }
    return count <= lines;
  }

  /// Ends all periods now and tells their sums: for the end of what uses the throttle.
  public void flush() {
    seen.keySet().forEach(this::end);
  }

  private void begin(K kind) {
    boolean begun = false;
    try {
      later.execute(() -> end(kind));
      begun = true;
    } finally {
      if (!begun) {
        // Out of memory or threads: a period without an end would silence the kind for good.
        seen.remove(kind);
      }
    }
  }

  private void end(K kind) {
    Long count = seen.remove(kind);
    if (count != null && count > lines) {
      sums.accept(kind, count - lines);
    }
  }
}
