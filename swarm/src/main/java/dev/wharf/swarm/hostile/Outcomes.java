package dev.wharf.swarm.hostile;

import dev.wharf.swarm.report.HostileKindResult;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts what the connections of one kind came to, and after how long. Thread-safe.
final class Outcomes {
  private static final long LONGEST = Duration.ofHours(1).toNanos();
  private static final long SHORTEST = 1_000;
  private static final int DIGITS = 2;

  private final String kind;
  private final int clients;
  private final Map<String, Histogram> byOutcome = new TreeMap<>();
  private long attempts;
  private long surprises;

  /// @param clients how many do this
  Outcomes(String kind, int clients) {
    this.kind = kind;
    this.clients = clients;
  }

  /// A connection has come about.
  synchronized void begin() {
    attempts++;
  }

  /// Whether there is nothing to tell yet.
  ///
  /// @param isImmediate whether the server has to end it soon, so that an end is to be waited for
  synchronized boolean isAwaited(boolean isImmediate) {
    return byOutcome.isEmpty() && (isImmediate || attempts == 0);
  }

  /// @param isSurprise whether the server gave a reason that does not fit the deed
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
