package dev.wharf.simulation.schedule;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The record of a run: a hash of everything that has happened, and the last entries in readable
/// form. Two runs with the same hash are the same run. Only the thread that has the scheduler's
/// turn writes to it.
public final class Trace {
  /// The number of entries that are kept in readable form; a power of two.
  private static final int KEPT = 64;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  // The last entries: entry n is at the index n % KEPT. Arrays, because a run has millions of
  // entries, and hardly any of them is read.
  private final long[] times = new long[KEPT];
  private final int[] subjects = new int[KEPT];
  private final String[] whats = new String[KEPT];
  private final long[] amounts = new long[KEPT];

  private long hash;
  private long entries;

  Trace() {}

  /// Adds an entry.
  ///
  /// @param subject the number of the thread or the connection
  /// @param what what has happened; a constant text
  void add(long time, int subject, String what, long amount) {
    mix(time);
    mix(subject);
    mix(what.hashCode());
    mix(amount);
    int index = indexOf(entries++);
    times[index] = time;
    subjects[index] = subject;
    whats[index] = what;
    amounts[index] = amount;
  }

  private static int indexOf(long entry) {
    return (int) (entry & (KEPT - 1));
  }

  private void mix(long value) {
    hash = (hash ^ value) * MULTIPLIER;
    hash ^= hash >>> 29;
  }

  /// Returns the hash of all entries so far.
  public long hash() {
    return hash;
  }

  /// Returns the number of entries so far.
  public long entries() {
    return entries;
  }

  /// Returns the last entries, one on each line.
  public String tail() {
    return LongStream.range(Math.max(0, entries - KEPT), entries)
        .mapToObj(entry -> text(indexOf(entry)))
        .collect(Collectors.joining("\n"));
  }

  private String text(int index) {
    return "%,d ns  #%d %s %d"
        .formatted(times[index], subjects[index], whats[index], amounts[index]);
  }
}
