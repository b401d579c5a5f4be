package dev.wharf.simulation.schedule;

/// Ends a thread of a simulation that is over. Thrown by the calls that would wait.
final class Unwinding extends Error {
  private static final long serialVersionUID = 1;

  Unwinding() {
    super("the simulation is over", null, false, false);
  }
}
