package dev.wharf.game.client.swarm;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.measure.LatencyRecorder;

/// A text that a user sent to a [ChatRoom]. The monitor of the room guards it.
final class ChatText {
  /// The shortest time that a text with a number is kept, counted from its scheduled time. A user
  /// that joined before the text was sent may get the reply to its join, and the text, after all
  /// other members.
  private static final long KEEP_NANOS = 5_000_000_000L;

  /// The time for which an abandoned text is kept, because the text may still arrive.
  private static final long KEEP_ABANDONED_NANOS = 30_000_000_000L;

  final ChatSender sender;

  /// The number that the sender has given to the text.
  final long sequence;

  final long scheduledAt;

  /// The number of users that were members when the text was sent, and still are. Does not change
  /// any more once the text is lost.
  int receivers;

  /// The number of members that have not got the text yet. Valid only when the text has a number.
  int pendingReceivers;

  boolean isLost;
  boolean isAbandoned;

  /// The number that the room has given to the text; 0 while this number is unknown.
  long number;

  /// Whether the room has given a smaller number to a later text of the same sender.
  boolean isLate;

  /// Whether the sender has got the text back.
  boolean hasReturned;

  ChatText(ChatSender sender, Iteration iteration, int receivers) {
    this.sender = sender;
    this.sequence = iteration.number();
    this.scheduledAt = iteration.scheduledAt();
    this.receivers = receivers;
  }

  /// Returns whether the text need not be kept: all members have got it and `KEEP_NANOS` have
  /// passed, or it was abandoned and `KEEP_ABANDONED_NANOS` have passed, or it is too old for a
  /// measurement of its latency.
  ///
  /// @param now the present time in nanoseconds
  boolean isOver(long now) {
    long age = now - scheduledAt;
    boolean isDelivered = number != 0 && pendingReceivers <= 0 && age > KEEP_NANOS;
    boolean isForgotten = number == 0 && isAbandoned && age > KEEP_ABANDONED_NANOS;
    return isDelivered || isForgotten || isTooOld(now);
  }

  /// Returns whether the text is too old for a measurement of its latency.
  boolean isTooOld(long now) {
    return now - scheduledAt > LatencyRecorder.LONGEST.toNanos();
  }
}
