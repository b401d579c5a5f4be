package dev.wharf.server.login;

import dev.wharf.server.player.Account;
import org.jspecify.annotations.Nullable;

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
    return new Refused(why, null);
  }

  /// As [#refused(String)], and counted as this problem.
  static Authentication refused(String why, TokenProblem problem) {
    return new Refused(why, problem);
  }

  /// See [#accepted(Account)].
  record Accepted(Account account) implements Authentication {}

  /// See [#refused(String)].
  record Refused(String why, @Nullable TokenProblem problem) implements Authentication {}
}
