package dev.wharf.game.server.account;

import dev.wharf.storage.WorkRefusedException;

/// Thrown when a login may no longer change its account, because there is a later one.
public final class StaleOwnerException extends WorkRefusedException {
  private static final long serialVersionUID = 1L;

  /// Creates the exception.
  public StaleOwnerException() {
    super("the account has a later login");
  }
}
