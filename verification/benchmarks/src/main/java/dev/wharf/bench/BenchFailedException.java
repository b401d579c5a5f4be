package dev.wharf.bench;

import org.jspecify.annotations.Nullable;

/// A measurement cannot be made. The message gives the reason in one line.
public final class BenchFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message what failed
  public BenchFailedException(String message) {
    this(message, null);
  }

  /// @param message what failed
  /// @param cause why
  public BenchFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
