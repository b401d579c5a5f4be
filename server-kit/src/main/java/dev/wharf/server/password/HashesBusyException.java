package dev.wharf.server.password;

import java.time.Duration;

/// Thrown when a password cannot be checked now: too many wait for it, or too many wrong ones have
/// come from the same network.
public final class HashesBusyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  HashesBusyException(Duration retryAfter) {
    super("the password cannot be checked now", null, false, false);
    this.retryAfter = retryAfter;
  }

  /// Returns the time after which a further try has a chance.
  public Duration retryAfter() {
    return retryAfter;
  }
}
