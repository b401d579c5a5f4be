package dev.wharf.simulation.schedule;

import dev.wharf.simulation.SimulationException;
import java.time.Duration;
import java.util.PriorityQueue;

/// The virtual time, and the events that have not run. Only the thread that has the scheduler's
/// turn uses it.
final class Timeline {
  /// An event at this time or later never runs: it belongs to a thread that waits for ever.
  private static final long FAR_AWAY = Long.MAX_VALUE / 8;

  /// The number of cancelled events that may stay in the queue in any case.
  private static final int FEW = 64;

  private final long limit;

  /// The events in the order of their times. A cancelled event stays in the queue until its time,
  /// or until [#removeCancelled], because the queue cannot find an event quickly.
  private final PriorityQueue<Event> events = new PriorityQueue<>();

  /// The number of cancelled events in the queue.
  private int cancelled;

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
    if (event.time() < FAR_AWAY) {
      events.add(event);
    } else {
      event.end();
    }
    return event;
  }

  void cancel(Event event) {
    if (event.end()) {
      cancelled++;
      removeCancelled();
    }
  }

  /// Removes the cancelled events when most events in the queue are cancelled.
  private void removeCancelled() {
    if (cancelled > FEW && 2 * cancelled > events.size()) {
      events.removeIf(Event::hasEnded);
      cancelled = 0;
    }
  }

  /// Runs the events whose time has come, in the order of their times.
  void runDueEvents() {
    while (hasEvents() && events.element().time() <= now) {
      Event due = events.remove();
      due.end();
      due.run();
    }
  }

  /// Returns whether an event is left that will run.
  boolean hasEvents() {
    Event first = events.peek();
    while (first != null && first.hasEnded()) {
      events.remove();
      cancelled--;
      first = events.peek();
    }
    return first != null;
  }

  /// Moves the virtual time to the time of the first event.
  void jump() {
    long next = events.element().time();
    if (next > limit) {
      throw new SimulationException(
          "the virtual time has reached its limit of " + Duration.ofNanos(limit));
    }
    now = Math.max(now, next);
  }
}
