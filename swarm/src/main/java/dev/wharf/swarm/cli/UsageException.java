package dev.wharf.swarm.cli;

/// A command was given something that it cannot be run with; the message says what.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message one line for whoever typed the command
  public UsageException(String message) {
    super(message);
  }

  /// A value that is out of its range.
  public UsageException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
