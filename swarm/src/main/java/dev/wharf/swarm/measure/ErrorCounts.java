package dev.wharf.swarm.measure;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts errors by their reason, from any thread. Holds [#MOST_REASONS] reasons at the most.
public final class ErrorCounts {
  /// The most reasons with a count of their own. Further reasons count as [#OTHER].
  public static final int MOST_REASONS = 64;

  /// The reason of all errors beyond [#MOST_REASONS].
  public static final String OTHER = "other";

  private final ConcurrentHashMap<String, LongAdder> byReason = new ConcurrentHashMap<>();

  /// Empty.
  public ErrorCounts() {}

  /// Counts one.
  ///
  /// @param reason in our own words; never what a peer wrote
  public void count(String reason) {
    boolean isRoom = byReason.size() < MOST_REASONS || byReason.containsKey(reason);
    byReason.computeIfAbsent(isRoom ? reason : OTHER, key -> new LongAdder()).increment();
  }

  /// How many there were of each.
  public SortedMap<String, Long> byReason() {
    SortedMap<String, Long> counts = new TreeMap<>();
    byReason.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  /// How many there were in all.
  public long total() {
    return byReason.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
