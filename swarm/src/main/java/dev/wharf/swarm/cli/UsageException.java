package dev.wharf.swarm.cli;

/// Reports that an option or an argument of a command is wrong. The message names the option or the
/// argument.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Creates the exception.
  ///
  /// @param message one line for the user of the command
  public UsageException(String message) {
    super(message);
  }

  /// Wraps an exception about a wrong value, with the same message.
  public UsageException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
