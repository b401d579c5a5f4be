package dev.wharf.server.password;

import java.time.Duration;

/// Thrown when too many password hashes wait to be computed.
public final class HashesBusyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  HashesBusyException(Duration retryAfter) {
    super("too many passwords wait to be hashed", null, false, false);
    this.retryAfter = retryAfter;
  }

  /// Returns the time after which a further try has a chance.
  public Duration retryAfter() {
    return retryAfter;
  }
}
