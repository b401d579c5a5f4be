package dev.wharf.swarm.demo;

/// The server did not start, or did not end as it should.
public final class ServerFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ServerFailedException(String message) {
    super(message);
  }
}
