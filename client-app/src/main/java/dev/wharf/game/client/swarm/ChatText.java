package dev.wharf.game.client.swarm;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.measure.LatencyRecorder;

/// A text that a user sent to a [ChatRoom]. The monitor of the room guards it.
final class ChatText {
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

  /// The time at which the first member got the text. Valid only when the text has a number.
  long numberedAt;

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

  /// Returns whether the text need not be kept: all members have got it, and no user that asked to
  /// join earlier still waits for the reply; or it was abandoned and `KEEP_ABANDONED_NANOS` have
  /// passed; or it is too old for a measurement of its latency.
  ///
  /// @param now the present time in nanoseconds
  /// @param oldestJoin the time of the oldest pending request to join the room
  boolean isOver(long now, long oldestJoin) {
    boolean isDelivered = number != 0 && pendingReceivers <= 0 && numberedAt - oldestJoin < 0;
    boolean isForgotten = number == 0 && isAbandoned && now - scheduledAt > KEEP_ABANDONED_NANOS;
    return isDelivered || isForgotten || isTooOld(now);
  }

  /// Returns whether the text is too old for a measurement of its latency.
  boolean isTooOld(long now) {
    return now - scheduledAt > LatencyRecorder.LONGEST.toNanos();
  }
}
