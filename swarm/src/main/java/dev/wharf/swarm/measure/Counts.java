package dev.wharf.swarm.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Counts of a scenario's messages. A message that goes to several receivers is sent once, and
/// expected once by each of them.
///
/// @param sent messages given to the connection
/// @param notSent messages that were due and could not be sent: their client was disconnected, or
///   never became ready
/// @param refused messages that the server refused, in so many words; not expected anywhere
/// @param expected deliveries that have to come
/// @param delivered deliveries that came, each counted once
/// @param duplicated deliveries that came again
/// @param outOfOrder deliveries that came after a later one
/// @param corrupted deliveries whose content was not what was sent
/// @param gaps numbers that the server's own count of messages jumped over
/// @param unexpected deliveries of messages that were never sent
/// @param abandoned deliveries that were under way to a client that closed its connection at will:
///   whether they would have come is not known, so they are not among those expected
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
  /// None.
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// The sum of two scenarios' counts.
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

  /// Whether no delivery is missing, came again, too late or damaged.
  public boolean isSpotless() {
    return lost() == 0 && duplicated == 0 && outOfOrder == 0 && corrupted == 0;
  }

  /// Deliveries that are still missing.
  @JsonProperty
  public long lost() {
    return expected - delivered;
  }
}
