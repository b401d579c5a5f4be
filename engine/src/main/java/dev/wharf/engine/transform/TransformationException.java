package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;

/// Thrown by a [Transformation] to end its session with a given reason. It has no stack trace,
/// because a hostile peer can cause it as often as it likes.
public final class TransformationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;
  private final boolean isReset;

  /// Creates an exception.
  ///
  /// @param reason the close reason of the session
  /// @param detail one line for the log. It must not contain text from the peer
  public TransformationException(CloseReason reason, String detail) {
    this(reason, detail, false);
  }

  private TransformationException(CloseReason reason, String detail, boolean isReset) {
    super(detail, null, false, false);
    this.reason = reason;
    this.isReset = isReset;
  }

  /// Returns an exception that closes the session at once, and resets the connection where the
  /// channel supports `SO_LINGER`. Bytes that the peer has not read may be lost. For tests of
  /// broken connections.
  ///
  /// @param reason the close reason of the session
  /// @param detail one line for the log. It must not contain text from the peer
  public static TransformationException resetting(CloseReason reason, String detail) {
    return new TransformationException(reason, detail, true);
  }

  /// Returns the close reason of the session.
  public CloseReason reason() {
    return reason;
  }

  /// Returns whether the connection is reset.
  public boolean isReset() {
    return isReset;
  }
}
