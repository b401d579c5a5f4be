package dev.wharf.simulation.schedule;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The record of a run: a hash of everything that has happened, and the last entries in readable
/// form. Two runs with the same hash are the same run. Only the thread that has the scheduler's
/// turn writes to it.
public final class Trace {
  /// The number of entries that are kept in readable form; a power of two.
  private static final int KEPT = 64;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  // The last readable entries: entry n is at the index n % KEPT. Arrays, because a run has millions
  // of entries, and hardly any of them is read.
  private final long[] times = new long[KEPT];
  private final @Nullable Object[] actors = new @Nullable Object[KEPT];
  private final Object[] subjects = new Object[KEPT];
  private final String[] whats = new String[KEPT];
  private final long[] amounts = new long[KEPT];

  private long hash;
  private long entries;
  private long readable;

  Trace() {}

  /// Adds the entry that a thread runs its next step. [#tail] does not show it, because each shown
  /// entry has its thread.
  void addStep(long time, int number) {
    mix(time);
    mix(number);
    entries++;
  }

  /// Adds an entry.
  ///
  /// @param actor the thread that caused it; null for the network and the faults
  /// @param number the number of the thread, the connection or the host
  /// @param subject the thread, the connection or the host, which [#tail] shows
  /// @param what what has happened: a constant text, which may have one `%d` for the amount
  /// @param hashed a further value for the hash
  void add(
      long time,
      @Nullable Object actor,
      int number,
      Object subject,
      String what,
      long amount,
      long hashed) {
    mix(time);
    mix(number);
    mix(what.hashCode());
    mix(amount);
    mix(hashed);
    entries++;
    int index = indexOf(readable++);
    times[index] = time;
    actors[index] = actor;
    subjects[index] = subject;
    whats[index] = what;
    amounts[index] = amount;
  }

  private static int indexOf(long entry) {
    return (int) (entry & (KEPT - 1));
  }

  private void mix(long value) {
    hash = Long.rotateLeft((hash ^ value) * MULTIPLIER, 31);
  }

  /// Returns the hash of all entries so far.
  public long hash() {
    return hash;
  }

  /// Returns the number of entries so far.
  public long entries() {
    return entries;
  }

  /// Returns the last entries, one on each line: the virtual time, the thread and its host, the
  /// connection, thread or host that the entry is about, and what has happened.
  public String tail() {
    return LongStream.range(Math.max(0, readable - KEPT), readable)
        .mapToObj(entry -> text(indexOf(entry)))
        .collect(Collectors.joining("\n"));
  }

  private String text(int index) {
    Object actor = actors[index];
    return "%d.%09d s  [%s]  %s: %s"
        .formatted(
            times[index] / NANOS_PER_SECOND,
            times[index] % NANOS_PER_SECOND,
            actor == null ? "network" : actor,
            subjects[index],
            whats[index].formatted(amounts[index]));
  }
}
