package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;

/// Thrown by a [Transformation] to end its session with a given reason. It has no stack trace,
/// because a hostile peer can cause it as often as it likes.
public final class TransformationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  /// Creates an exception.
  ///
  /// @param reason the close reason of the session
  /// @param detail one line for the log. It must not contain text from the peer
  public TransformationException(CloseReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /// Returns the close reason of the session.
  public CloseReason reason() {
    return reason;
  }
}
