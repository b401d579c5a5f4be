package dev.wharf.bench;

import org.jspecify.annotations.Nullable;

/// Thrown when a measurement cannot be made. The message gives the reason in one line.
public final class BenchFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param message what failed, in one line
  public BenchFailedException(String message) {
    this(message, null);
  }

  /// Creates an exception with a cause.
  ///
  /// @param message what failed, in one line
  /// @param cause the exception that made the measurement fail
  public BenchFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
