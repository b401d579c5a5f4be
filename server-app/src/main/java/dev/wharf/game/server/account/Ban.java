package dev.wharf.game.server.account;

import java.time.Instant;

/// The ban of an account.
///
/// @param until its end in seconds since 1970; in the past for no ban
/// @param reason a text of the operator, which the player gets to see
record Ban(long until, String reason) {
  static final long FOR_EVER = Long.MAX_VALUE;

  boolean isInForce(Instant now) {
    return until > now.getEpochSecond();
  }

  String end() {
    return until == FOR_EVER ? "for ever" : "until " + Instant.ofEpochSecond(until);
  }

  /// Returns what the player is told.
  String message() {
    return "this account is banned " + end() + ": " + reason;
  }
}
