package dev.wharf.simulation.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/// The record of a run: a hash of everything that has happened, and the last entries in readable
/// form. Two runs with the same hash are the same run. Only the thread that has the scheduler's
/// turn writes to it.
public final class Trace {
  private static final int KEPT = 64;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final Deque<Entry> last = new ArrayDeque<>();
  private long hash;
  private long entries;

  Trace() {}

  private record Entry(long time, int subject, String what, long amount) {
    @Override
    public String toString() {
      return "%,d ns  #%d %s %d".formatted(time, subject, what, amount);
    }
  }

  /// Adds an entry.
  ///
  /// @param subject the number of the thread or the connection
  /// @param what what has happened; a constant text
  void add(long time, int subject, String what, long amount) {
    mix(time);
    mix(subject);
    mix(what.hashCode());
    mix(amount);
    entries++;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(new Entry(time, subject, what, amount));
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
    return last.stream().map(Entry::toString).collect(Collectors.joining("\n"));
  }
}
