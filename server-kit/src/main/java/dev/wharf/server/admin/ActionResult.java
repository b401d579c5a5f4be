package dev.wharf.server.admin;

/// The result of an [AdminAction].
///
/// @param isDone whether the action has done what was asked
/// @param text one line for the operator and the audit: what was done, or why not
/// @param account the id of the account that the action was about, for the audit; empty when there
///   is none. When the account is deleted, the game can find the entries about it
/// @param secret a text that only the operator gets to see, once, after `text`, such as a code;
///   empty for none
public record ActionResult(boolean isDone, String text, String account, String secret) {
  /// Creates the result of an action that has done what was asked.
  public static ActionResult done(String text) {
    return new ActionResult(true, text, "", "");
  }

  /// Creates the result of an action that has changed nothing, for example because there is no
  /// account of that name.
  public static ActionResult refused(String why) {
    return new ActionResult(false, why, "", "");
  }

  /// Returns a copy about an account.
  public ActionResult about(String accountId) {
    return new ActionResult(isDone, text, accountId, secret);
  }

  /// Returns a copy with a text that only the operator gets to see.
  public ActionResult withSecret(String shown) {
    return new ActionResult(isDone, text, account, shown);
  }

  /// Returns a text without the secret.
  @Override
  public String toString() {
    return "ActionResult[isDone=" + isDone + ", text=" + text + ", account=" + account + "]";
  }
}
