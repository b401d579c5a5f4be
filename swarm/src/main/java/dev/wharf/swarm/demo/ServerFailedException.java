package dev.wharf.swarm.demo;

/// Reports that the server did not start, ended before it was ready, or did not end in time, or
/// that the page of the world cannot be served. The message has the reason.
public final class ServerFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ServerFailedException(String message) {
    super(message);
  }
}
