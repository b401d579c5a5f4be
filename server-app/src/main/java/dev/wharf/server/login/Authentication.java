package dev.wharf.server.login;

/// What an [Authenticator] found.
public sealed interface Authentication {
  /// The token proves the name: let the client in.
  Authentication ACCEPTED = new Accepted();

  /// The token does not.
  ///
  /// @param why one line for the peer and the log, in our own words: nothing that the peer wrote,
  ///   and nothing that helps to guess
  static Authentication refused(String why) {
    return new Refused(why);
  }

  /// The value of [#ACCEPTED].
  record Accepted() implements Authentication {}

  /// See [#refused(String)].
  record Refused(String why) implements Authentication {}
}
