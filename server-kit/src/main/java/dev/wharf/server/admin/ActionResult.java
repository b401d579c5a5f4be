package dev.wharf.server.admin;

/// The result of an [AdminAction], which the operator and the audit get to see.
///
/// @param isDone whether the action has done what was asked
/// @param text one line: what was done, or why not
public record ActionResult(boolean isDone, String text) {
  /// Creates the result of an action that has done what was asked.
  public static ActionResult done(String text) {
    return new ActionResult(true, text);
  }

  /// Creates the result of an action that has changed nothing, for example because there is no
  /// account of that name.
  public static ActionResult refused(String why) {
    return new ActionResult(false, why);
  }
}
