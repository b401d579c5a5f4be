package dev.wharf.simulation.schedule;

/// An action that the scheduler runs at a certain virtual time, between two steps. The action must
/// not wait.
public final class Event implements Comparable<Event> {
  private final long time;
  private final long number;
  private final Runnable action;
  private boolean hasEnded;

  Event(long time, long number, Runnable action) {
    this.time = time;
    this.number = number;
    this.action = action;
  }

  long time() {
    return time;
  }

  /// Marks the event as cancelled, or as one that runs now.
  ///
  /// @return whether the event was neither before
  boolean end() {
    boolean isFirst = !hasEnded;
    hasEnded = true;
    return isFirst;
  }

  boolean hasEnded() {
    return hasEnded;
  }

  void run() {
    action.run();
  }

  /// Orders events by their time. Events of the same time are in the order in which they were
  /// added.
  @Override
  public int compareTo(Event other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
