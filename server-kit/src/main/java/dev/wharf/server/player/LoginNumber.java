package dev.wharf.server.player;

/// The number of a login among those of one running client. It tells a late login, on a connection
/// that the client has given up, from a newer one.
///
/// @param instance a random number of the running client; 0 when it does not number its logins
/// @param attempt the number of the login, unsigned; each next login of the client has a higher one
record LoginNumber(long instance, int attempt) {
  /// The value for a client that does not number its logins.
  static final LoginNumber NONE = new LoginNumber(0, 0);

  /// Returns whether both logins are of the same client, and this one is the newer one.
  boolean isNewerThan(LoginNumber other) {
    return instance != 0
        && instance == other.instance
        && Integer.compareUnsigned(attempt, other.attempt) > 0;
  }
}
