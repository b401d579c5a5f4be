package dev.wharf.swarm.measure;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts errors by reason. Holds at most [#MOST_REASONS] reasons. Thread-safe.
public final class ErrorCounts {
  /// The largest number of reasons that have their own counts. Errors with further reasons count as
  /// [#OTHER].
  public static final int MOST_REASONS = 64;

  /// The reason of all errors beyond [#MOST_REASONS].
  public static final String OTHER = "other";

  private final ConcurrentHashMap<String, LongAdder> byReason = new ConcurrentHashMap<>();

  /// Creates an empty set of counts.
  public ErrorCounts() {}

  /// Counts one error.
  ///
  /// @param reason a fixed text; must not contain a text that the peer sent
  public void count(String reason) {
    boolean isRoom = byReason.size() < MOST_REASONS || byReason.containsKey(reason);
    byReason.computeIfAbsent(isRoom ? reason : OTHER, key -> new LongAdder()).increment();
  }

  /// Returns the number of errors by reason.
  public SortedMap<String, Long> byReason() {
    SortedMap<String, Long> counts = new TreeMap<>();
    byReason.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  /// Returns the number of all errors.
  public long total() {
    return byReason.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
