package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Counts of a scenario's messages. A message that goes to several receivers is sent once, and
/// expected once by each of them.
///
/// @param sent messages passed to the connection
/// @param notSent messages that were due but could not be sent, because their client was
///   disconnected or never became ready
/// @param refused messages that the server refused with a failure; no delivery of such a message is
///   expected
/// @param expected deliveries that must arrive
/// @param delivered deliveries that arrived, each counted once
/// @param duplicated deliveries that arrived again
/// @param outOfOrder deliveries that arrived after a later message
/// @param corrupted deliveries with another content than the message sent
/// @param gaps numbers that are missing in the server's own numbering of messages
/// @param unexpected deliveries of messages that were never sent
/// @param abandoned deliveries that were pending when their client closed its connection on
///   purpose; they are not expected, because nobody knows whether they would have arrived
public record Counts(
    long sent,
    long notSent,
    long refused,
    long expected,
    long delivered,
    long duplicated,
    long outOfOrder,
    long corrupted,
    long gaps,
    long unexpected,
    long abandoned) {
  /// The value with all counts at zero.
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// Returns the sum of these counts and other counts.
  public Counts plus(Counts other) {
    return new Counts(
        sent + other.sent,
        notSent + other.notSent,
        refused + other.refused,
        expected + other.expected,
        delivered + other.delivered,
        duplicated + other.duplicated,
        outOfOrder + other.outOfOrder,
        corrupted + other.corrupted,
        gaps + other.gaps,
        unexpected + other.unexpected,
        abandoned + other.abandoned);
  }

  /// Returns whether no delivery is lost, duplicated, out of order or corrupted.
  public boolean isSpotless() {
    return lost() == 0 && duplicated == 0 && outOfOrder == 0 && corrupted == 0;
  }

  /// Returns how many expected deliveries have not arrived.
  @JsonProperty
  public long lost() {
    return expected - delivered;
  }
}
