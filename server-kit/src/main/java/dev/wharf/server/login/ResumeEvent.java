package dev.wharf.server.login;

/// The events of resumes that the metrics count. Each refused resume is counted once as
/// [#RESUMES_REFUSED], and once under its reason.
public enum ResumeEvent {
  /// Resumes that were refused, for whatever reason.
  RESUMES_REFUSED,
  /// Resumes refused because the server was restarted since it issued the token.
  RESUMES_AFTER_RESTART,
  /// Resumes refused because the token is not good: its player has left, it was replaced, or it was
  /// never issued.
  RESUMES_WITH_UNKNOWN_TOKENS,
  /// Resumes refused although the token is good. Too many packets were not acknowledged, the number
  /// of handled packets is impossible, or another connection was faster.
  RESUMES_IMPOSSIBLE
}
