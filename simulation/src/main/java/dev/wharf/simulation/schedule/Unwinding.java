package dev.wharf.simulation.schedule;

/// Ends a thread of a simulation that is over. The calls in which the thread would wait throw it.
final class Unwinding extends Error {
  private static final long serialVersionUID = 1;

  Unwinding() {
    super("the simulation is over", null, false, false);
  }
}
