package dev.wharf.server.admin.call;

/// A call into the game has given no result. The message is for the operator, and has no text of
/// the game.
public final class CallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// Why there is no result.
  public enum Kind {
    /// Too many calls were in progress, so this one was not started.
    BUSY,
    /// The call has not ended in time. It may still have an effect.
    LATE,
    /// The call threw.
    FAILED
  }

  CallException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /// Returns why there is no result.
  public Kind kind() {
    return kind;
  }
}
