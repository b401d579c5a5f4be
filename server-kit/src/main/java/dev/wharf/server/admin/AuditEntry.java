package dev.wharf.server.admin;

import java.time.Instant;

/// One action of an operator, with its result.
///
/// @param time when the result was known
/// @param operator the name that the operator claims, at most [#MAX_OPERATOR] characters; empty
///   when the operator gave none. Nothing proves the name, because all operators share the admin
///   token
/// @param address the address that the request came from
/// @param action the name of the action
/// @param subject the value of the action's first field; empty when it has no fields
/// @param details the other values, such as `reason=spam, until=2026-12-24T18:00:00Z`
/// @param outcome how the action ended
/// @param result one line: what was done, or why not
/// @param account the id of the account that the action was about; empty when there is none. The
///   console does not show it
public record AuditEntry(
    Instant time,
    String operator,
    String address,
    String action,
    String subject,
    String details,
    Outcome outcome,
    String result,
    String account) {
  /// The largest number of characters of an operator's name.
  public static final int MAX_OPERATOR = 40;

  /// How an action ended.
  public enum Outcome {
    /// The action has done what was asked.
    DONE,
    /// The action has changed nothing.
    REFUSED,
    /// The action threw, so that it may have changed something.
    FAILED,
    /// The action gave no result in time. It may still do what was asked.
    UNKNOWN
  }
}
