package dev.wharf.storage;

/// Thrown by a [Work] that must not be done by the rules of the game, such as a purchase that costs
/// more than the player has. The changes of the work are undone, as after any exception, but the
/// storage does not log it as a fault. A game extends this class for its own reasons.
public class WorkRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message one line for a developer; must not contain text of a client
  public WorkRefusedException(String message) {
    super(message, null, false, false);
  }
}
