package dev.wharf.engine.log;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;

/// Limits the log lines of one kind. In each period, only the first lines pass. At the end of the
/// period, one line says how many lines of the kind did not pass. For every log line that a peer
/// can cause, or that may be repeated many times.
///
/// ```java
/// private final LogThrottle<CloseReason> ends =
///     LogThrottle.perSecond(port.runtime(), 5, (reason, more) ->
///         log.info("{} more sessions ended with {} in the last second", more, reason));
///
/// if (ends.pass(reason)) {
///   log.info("{} ended: {}", session, reason);
/// }
/// ```
///
/// A period begins with the first line of a kind. The runtime ends the period on one of its
/// threads, also when no further line comes. A kind takes memory only during its period.
///
/// Thread-safe. No lock is held while something is logged.
///
/// @param <K> the kind of a line, such as an enum or a queue's name. There must be few kinds, so a
///   peer's text or address must not be one
public final class LogThrottle<K> {
  private final EngineRuntime runtime;
  private final int lines;
  private final Duration period;
  private final ObjLongConsumer<K> sums;

  /// The number of lines of each kind in its present period. A kind outside a period is absent.
  private final ConcurrentHashMap<K, Long> seen = new ConcurrentHashMap<>();

  /// Makes a throttle that passes a number of lines of each kind in a period.
  ///
  /// @param runtime the runtime whose timer ends the periods
  /// @param lines the number of lines of a kind that pass in a period, 1 or more
  /// @param period the length of a period, longer than zero
  /// @param sums logs the number of lines of a kind that did not pass. Called once at the end of a
  ///   period that has such lines
  public LogThrottle(EngineRuntime runtime, int lines, Duration period, ObjLongConsumer<K> sums) {
    if (lines < 1) {
      throw new IllegalArgumentException("lines must be 1 or more, not " + lines);
    }
    this.runtime = runtime;
    this.lines = lines;
    this.period = period;
    this.sums = sums;
  }

  /// Makes a throttle whose period is one second.
  ///
  /// @param runtime the runtime whose timer ends the periods
  /// @param lines the number of lines of a kind that pass in a second, 1 or more
  /// @param sums logs the number of lines of a kind that did not pass in the last second
  public static <K> LogThrottle<K> perSecond(
      EngineRuntime runtime, int lines, ObjLongConsumer<K> sums) {
    return new LogThrottle<>(runtime, lines, Duration.ofSeconds(1), sums);
  }

  /// Counts a line of the given kind. Never blocks.
  ///
  /// @return whether to log the line
  public boolean pass(K kind) {
    long count = seen.merge(kind, 1L, Long::sum);
    if (count == 1) {
      begin(kind);
    }
    return count <= lines;
  }

  /// Ends all periods now, and logs how many lines did not pass. Called when the object that uses
  /// the throttle ends.
  public void flush() {
    seen.keySet().forEach(this::end);
  }

  private void begin(K kind) {
    boolean begun = false;
    try {
      runtime.schedule(period, () -> end(kind));
      begun = true;
    } finally {
      if (!begun) {
        // The JVM is out of memory or threads. A period without an end would silence the kind for
        // ever.
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
