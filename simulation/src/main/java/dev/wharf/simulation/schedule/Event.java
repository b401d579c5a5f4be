package dev.wharf.simulation.schedule;

/// An action that the scheduler runs at a time. It must not wait, and runs no code of a user.
public final class Event implements Comparable<Event> {
  private final long time;
  private final long number;
  private final Runnable action;

  Event(long time, long number, Runnable action) {
    this.time = time;
    this.number = number;
    this.action = action;
  }

  long time() {
    return time;
  }

  void run() {
    action.run();
  }

  /// Events of the same time are in the order in which they were added.
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
