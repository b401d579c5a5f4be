package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;

/// Thrown by a [Transformation] to end its session with a reason of its own. It has no stack trace,
/// because a hostile peer can cause it at will.
public final class TransformationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  /// @param reason the reason that the session ends with
  /// @param detail one line for the log. It must not contain the peer's text
  public TransformationException(CloseReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /// The reason that the session ends with.
  public CloseReason reason() {
    return reason;
  }
}
