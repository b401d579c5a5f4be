package dev.wharf.engine.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the failures of job queues by the queues' names. A failure is whatever a job, a timer's
/// job or a tick throws, and each [JobHandOverException]. Thread-safe.
public final class JobFailures {
  /// The name under which the failures of all queues are counted that came after [#MOST_NAMES]
  /// names.
  public static final String OTHERS = "others";

  /// The most names that are kept apart. Queues of a kind share a name, so there are few.
  public static final int MOST_NAMES = 256;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /// Nothing has failed yet.
  public JobFailures() {}

  /// The failures since the start by queue name: zero for the queues in which nothing has failed.
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((queue, count) -> sums.put(queue, count.sum()));
    return Collections.unmodifiableMap(sums);
  }

  /// The count of the queues of this name.
  public LongAdder of(String queue) {
    LongAdder count = counts.get(queue);
    return count != null
        ? count
        : counts.computeIfAbsent(counts.size() < MOST_NAMES ? queue : OTHERS, _ -> new LongAdder());
  }
}
