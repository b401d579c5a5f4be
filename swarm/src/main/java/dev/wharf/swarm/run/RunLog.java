package dev.wharf.swarm.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// What the run is doing now, when each phase began, and when somebody changed it. Phases are
/// written by the run's thread, read by whoever shows them.
final class RunLog {
  /// What begins later is shown, and not noted.
  private static final int MAX_ENTRIES = 500;

  /// Of changes of the same kind that follow each other within this time, the last one is noted.
  private static final long SAME_CHANGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;

  /// Guarded by itself.
  private final List<Entry> entries = new ArrayList<>();

  /// The kind of the last entry, when it is a change; guarded by the beginnings.
  private String lastChange = "";

  private volatile Activity now = new Activity("starting", () -> 0);

  /// @param clock in nanoseconds
  RunLog(LongSupplier clock) {
    this.clock = clock;
  }

  /// @param fraction how much of it is done, from 0 to 1
  record Activity(String name, DoubleSupplier fraction) {}

  /// @param nanos by the clock
  record Entry(String name, long nanos) {}

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

  /// Notes that somebody changed the run, from any thread.
  ///
  /// @param kind of the change
  /// @param text what there is from now on
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

  /// Of phases and of changes, in the order of time.
  List<Entry> entries() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }
}
