package dev.wharf.swarm.cli;

/// An option or argument of a command is wrong. The message names it.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message one line for the user of the command
  public UsageException(String message) {
    super(message);
  }

  /// Wraps an exception about a wrong value, with the same message.
  public UsageException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
