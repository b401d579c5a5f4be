package dev.wharf.server.login;

/// Why a login token was refused. The metrics count each, also when the client is told less.
public enum TokenProblem {
  /// Tokens that are no JSON Web Token, or one with a claim of the wrong type.
  TOKENS_MALFORMED,
  /// Tokens that no key of the server has signed: another key or algorithm, or no signature.
  TOKENS_NOT_SIGNED,
  /// Tokens that have ended.
  TOKENS_EXPIRED,
  /// Tokens that have not begun: most often a clock is wrong.
  TOKENS_NOT_BEGUN,
  /// Tokens that last longer than `login.jwt.max-life`.
  TOKENS_TOO_LONG,
  /// Tokens of another issuer, for another audience, or without a claim that is needed.
  TOKENS_FOR_OTHERS,
  /// Tokens for another name than the client's.
  TOKENS_OF_OTHER_NAMES
}
