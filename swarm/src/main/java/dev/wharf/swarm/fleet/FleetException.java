package dev.wharf.swarm.fleet;

/// The processes of a swarm did not come together; the message says why, in one line.
public final class FleetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FleetException(String message) {
    super(message);
  }
}
