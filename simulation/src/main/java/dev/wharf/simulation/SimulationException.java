package dev.wharf.simulation;

/// Ends a simulation that cannot go on: a thread waits outside the runtime, all threads wait for
/// ever, or the virtual time has reached its limit.
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Creates an exception that says why the simulation cannot go on.
  public SimulationException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Creates an exception that says why the simulation cannot go on.
  public SimulationException(String message) {
    super(message);
  }
}
