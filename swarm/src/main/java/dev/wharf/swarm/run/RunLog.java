package dev.wharf.swarm.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// The present activity of the run, such as `echo: getting ready`, and the times at which
/// activities began and the user of the swarm changed the run. The run's thread sets the activity.
/// All methods are thread-safe.
final class RunLog {
  /// The largest number of entries. Later activities become the present one, but get no entry.
  private static final int MAX_ENTRIES = 500;

  /// A change replaces the previous entry when the previous entry is a change of the same kind and
  /// not older than this.
  private static final long SAME_CHANGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;

  /// The starts of activities and the changes of the run, in the order of time. Guarded by the
  /// list's own lock.
  private final List<Entry> entries = new ArrayList<>();

  /// The kind of the last entry when it is a change, otherwise empty. Guarded by `entries`.
  private String lastChange = "";

  private volatile Activity now = new Activity("starting", () -> 0);

  /// Creates a log without entries.
  ///
  /// @param clock returns the time in nanoseconds
  RunLog(LongSupplier clock) {
    this.clock = clock;
  }

  /// The present activity of the run.
  ///
  /// @param fraction returns the completed part of the activity, from 0 to 1
  record Activity(String name, DoubleSupplier fraction) {}

  /// The start of an activity, or a change of the run.
  ///
  /// @param nanos the time, by the run's clock
  record Entry(String name, long nanos) {}

  /// Sets the present activity. Adds an entry when the name differs from the present activity's
  /// name.
  void begin(String name, DoubleSupplier fraction) {
    boolean isAnother = !name.equals(now.name());
    now = new Activity(name, fraction);
    synchronized (entries) {
      if (isAnother && entries.size() < MAX_ENTRIES) {
        entries.add(new Entry(name, clock.getAsLong()));
        lastChange = "";
      }
    }
  }

  /// Adds an entry for a change of the run.
  ///
  /// @param kind the kind of the change, such as `rate`
  /// @param text the new value, for people
  void change(String kind, String text) {
    synchronized (entries) {
      long at = clock.getAsLong();
      if (kind.equals(lastChange) && at - entries.getLast().nanos() < SAME_CHANGE_NANOS) {
        entries.removeLast();
      }
      if (entries.size() < MAX_ENTRIES) {
        entries.add(new Entry(text, at));
        lastChange = kind;
      }
    }
  }

  Activity now() {
    return now;
  }

  /// Returns the entries of activities and changes, in the order of time.
  List<Entry> entries() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }
}
