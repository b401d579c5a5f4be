package dev.wharf.server.login;

import dev.wharf.server.player.Account;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of checking a credential: accepted, refused, or refused for now.
public sealed interface Authentication {
  /// Accepts the login: the credential proves the name.
  static Authentication accepted(Account account) {
    return new Accepted(account);
  }

  /// Refuses the login: the credential does not prove the name.
  ///
  /// @param why one line for the client and the log; must not contain text of the client, or help
  ///   it to guess a credential
  static Authentication refused(String why) {
    return new Refused(why, null);
  }

  /// Refuses the login like [#refused(String)]. The metrics also count the problem of its token.
  static Authentication refused(String why, TokenProblem problem) {
    return new Refused(why, problem);
  }

  /// Refuses the login for now, for example because too many logins wait. The client gets
  /// `LOGIN_BUSY`.
  ///
  /// @param retryAfter the time after which a further login has a chance
  static Authentication busy(Duration retryAfter) {
    return new Busy(retryAfter);
  }

  /// See [#accepted(Account)].
  record Accepted(Account account) implements Authentication {}

  /// See [#refused(String)].
  record Refused(String why, @Nullable TokenProblem problem) implements Authentication {}

  /// See [#busy(Duration)].
  record Busy(Duration retryAfter) implements Authentication {}
}
