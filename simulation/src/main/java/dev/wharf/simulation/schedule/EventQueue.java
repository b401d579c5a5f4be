package dev.wharf.simulation.schedule;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The events to come, in the order of their times. Not thread-safe.
final class EventQueue {
  static final long NEVER = Long.MAX_VALUE;

  private final TreeSet<Event> events = new TreeSet<>();
  private long added;

  Event add(long time, Runnable action) {
    Event event = new Event(time, added++, action);
    events.add(event);
    return event;
  }

  void remove(Event event) {
    events.remove(event);
  }

  /// The time of the first event; [#NEVER] when there is none.
  long nextTime() {
    return events.isEmpty() ? NEVER : events.first().time();
  }

  /// Removes the first event when its time has come; null otherwise.
  @Nullable Event pollDue(long now) {
    return nextTime() <= now && !events.isEmpty() ? events.pollFirst() : null;
  }
}
