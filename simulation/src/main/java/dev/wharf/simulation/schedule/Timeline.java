package dev.wharf.simulation.schedule;

import dev.wharf.simulation.SimulationException;
import java.time.Duration;
import java.util.TreeSet;

/// The virtual time, and the events that have not run. Only the thread that has the scheduler's
/// turn uses it.
final class Timeline {
  /// An event at this time or later does not count: it belongs to a thread that waits for ever.
  private static final long FAR_AWAY = Long.MAX_VALUE / 8;

  private final long limit;
  private final TreeSet<Event> events = new TreeSet<>();
  private long added;
  private long now = 1;

  /// Creates a timeline without events.
  ///
  /// @param limit the virtual time at which [#jump] throws
  Timeline(Duration limit) {
    this.limit = limit.toNanos();
  }

  long now() {
    return now;
  }

  /// Advances the virtual time.
  void advance(long nanos) {
    now += nanos;
  }

  Event after(long nanos, Runnable action) {
    long time = now + Math.max(0, nanos);
    Event event = new Event(time < 0 ? Long.MAX_VALUE : time, added++, action);
    events.add(event);
    return event;
  }

  void cancel(Event event) {
    events.remove(event);
  }

  /// Runs the events whose time has come, in the order of their times.
  void runDueEvents() {
    while (!events.isEmpty() && events.first().time() <= now) {
      events.removeFirst().run();
    }
  }

  /// Returns whether an event is left that will run.
  boolean hasEvents() {
    return !events.isEmpty() && events.first().time() < FAR_AWAY;
  }

  /// Moves the virtual time to the time of the first event.
  void jump() {
    long next = events.first().time();
    if (next > limit) {
      throw new SimulationException(
          "the virtual time has reached its limit of " + Duration.ofNanos(limit));
    }
    now = Math.max(now, next);
  }
}
