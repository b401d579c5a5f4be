package dev.wharf.swarm.hostile;

import dev.wharf.swarm.report.HostileKindResult;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts how the connections of one hostile kind ended, and records after how long. Thread-safe.
final class Outcomes {
  private static final long LONGEST = Duration.ofHours(1).toNanos();
  private static final long SHORTEST = 1_000;
  private static final int DIGITS = 2;

  private final String kind;
  private final int clients;
  private final Map<String, Histogram> byOutcome = new TreeMap<>();
  private long attempts;
  private long surprises;

  /// Creates counts of zero.
  ///
  /// @param kind the name of the kind
  /// @param clients the number of clients of this kind
  Outcomes(String kind, int clients) {
    this.kind = kind;
    this.clients = clients;
  }

  /// Counts an established connection.
  synchronized void begin() {
    attempts++;
  }

  /// Returns whether the run must not end yet, because this kind has no outcome.
  ///
  /// @param isImmediate whether the server must end connections of this kind at once. Otherwise a
  ///   started attempt is enough
  synchronized boolean isAwaited(boolean isImmediate) {
    return byOutcome.isEmpty() && (isImmediate || attempts == 0);
  }

  /// Records the end of a connection.
  ///
  /// @param outcome the code of the server's `Failure`, or how the connection ended
  /// @param nanos the time from the start of the misbehaviour to the end
  /// @param isSurprise whether the server's reason does not fit the kind, or the client itself
  ///   failed
  synchronized void add(String outcome, long nanos, boolean isSurprise) {
    byOutcome
        .computeIfAbsent(outcome, _ -> new Histogram(SHORTEST, LONGEST, DIGITS))
        .recordValue(Math.clamp(nanos, 0, LONGEST));
    if (isSurprise) {
      surprises++;
    }
  }

  synchronized HostileKindResult result() {
    return new HostileKindResult(
        kind,
        clients,
        attempts,
        count(HostileConnection.NOT_ENDED) + count(HostileConnection.NOT_CUT_OFF),
        surprises,
        byOutcome.entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList());
  }

  private long count(String outcome) {
    Histogram found = byOutcome.get(outcome);
    return found == null ? 0 : found.getTotalCount();
  }

  private static HostileKindResult.Outcome of(String outcome, Histogram times) {
    return new HostileKindResult.Outcome(
        outcome, times.getTotalCount(), times.getValueAtPercentile(50), times.getMaxValue());
  }
}
