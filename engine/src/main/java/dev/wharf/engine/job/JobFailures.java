package dev.wharf.engine.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the failures of job queues by the queues' names. A failure is an exception of a job, a
/// timed job or a tick, and each [JobHandOverException]. Thread-safe.
public final class JobFailures {
  /// The name under which the failures of all further queues are counted, once there are
  /// [#MOST_NAMES] names.
  public static final String OTHERS = "others";

  /// The most names that have separate counters. Queues of the same kind share a name, so there are
  /// few names.
  public static final int MOST_NAMES = 256;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /// Creates an object without any counter.
  public JobFailures() {}

  /// Returns the number of failures since the start, for each queue name. A queue without failures
  /// has the number zero.
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((queue, count) -> sums.put(queue, count.sum()));
    return Collections.unmodifiableMap(sums);
  }

  /// Returns the counter for all queues of this name, and makes it when it does not exist.
  public LongAdder of(String queue) {
    LongAdder count = counts.get(queue);
    return count != null
        ? count
        : counts.computeIfAbsent(counts.size() < MOST_NAMES ? queue : OTHERS, _ -> new LongAdder());
  }
}
