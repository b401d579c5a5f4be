package dev.wharf.server.login;

import dev.wharf.server.player.Account;

/// What an [Authenticator] found.
public sealed interface Authentication {
  /// The credential proves the name: let the client in.
  static Authentication accepted(Account account) {
    return new Accepted(account);
  }

  /// The credential does not.
  ///
  /// @param why one line for the peer and the log, in our own words: nothing that the peer wrote,
  ///   and nothing that helps to guess
  static Authentication refused(String why) {
    return new Refused(why);
  }

  /// See [#accepted(Account)].
  record Accepted(Account account) implements Authentication {}

  /// See [#refused(String)].
  record Refused(String why) implements Authentication {}
}
