package dev.wharf.server.login;

/// The reason why a login token was refused. The metrics count each reason; the client gets fewer
/// details.
public enum TokenProblem {
  /// Tokens that are not a JSON Web Token, or have a claim of the wrong type.
  TOKENS_MALFORMED,
  /// Tokens without a valid signature: a token has no signature, or none of the server's keys, with
  /// the key's own algorithm, has made the signature.
  TOKENS_NOT_SIGNED,
  /// Expired tokens.
  TOKENS_EXPIRED,
  /// Tokens that are not valid yet. The usual cause is a wrong clock.
  TOKENS_NOT_BEGUN,
  /// Tokens with a lifetime over `login.jwt.max-life`.
  TOKENS_TOO_LONG,
  /// Tokens of another issuer, for another audience, or without a required claim.
  TOKENS_FOR_OTHERS,
  /// Tokens for a name that differs from the client's.
  TOKENS_OF_OTHER_NAMES
}
