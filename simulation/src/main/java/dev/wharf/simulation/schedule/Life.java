package dev.wharf.simulation.schedule;

/// The time of a host from its start to its crash. Each thread belongs to a life, and never runs
/// again after the life's end. Only the thread that has the scheduler's turn uses it.
public final class Life {
  private final String host;
  private boolean over;

  /// Creates the life of a host that starts now.
  public Life(String host) {
    this.host = host;
  }

  /// Returns whether the host has crashed.
  public boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  @Override
  public String toString() {
    return host;
  }
}
