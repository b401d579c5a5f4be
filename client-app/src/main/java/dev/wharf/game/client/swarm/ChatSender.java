package dev.wharf.game.client.swarm;

import java.util.HashMap;
import java.util.Map;

/// A user that sends texts to a [ChatRoom]. Each connection of a user has its own object. The
/// monitor of the room guards it.
final class ChatSender {
  /// A sender with fewer texts than this number keeps all of them.
  private static final int PRUNE_THRESHOLD = 16;

  final int client;

  private final PendingJoins joins;

  /// The texts by the numbers that the sender has given to them.
  final Map<Long, ChatText> texts = new HashMap<>();

  long first;
  long last;

  /// The highest of the sender's own numbers under which a text has arrived. [#highestArrivedAs] is
  /// the room's number of that text.
  long highestArrived;

  long highestArrivedAs;

  /// The number of the sender's texts that the sender itself has not got back yet.
  int pending;

  boolean hasLeft;
  boolean hasLostConnection;
  private int pruneAt = PRUNE_THRESHOLD;

  /// @param joins the pending requests to join the room
  ChatSender(int client, PendingJoins joins) {
    this.client = client;
    this.joins = joins;
  }

  /// Adds a text before it is sent.
  void add(ChatText text) {
    prune(text.scheduledAt);
    texts.put(text.sequence, text);
    first = first == 0 ? text.sequence : first;
    last = text.sequence;
    pending++;
  }

  /// Records that the room has given a number to a text.
  void arrivedAs(ChatText text, long number, long now) {
    text.number = number;
    text.numberedAt = now;
    text.isLate = text.sequence < highestArrived && highestArrivedAs < number;
    if (text.sequence > highestArrived) {
      highestArrived = text.sequence;
      highestArrivedAs = number;
    }
  }

  /// Removes texts that need not be kept any more. Does nothing while there are few texts, so that
  /// the average cost of a text does not grow.
  private void prune(long now) {
    if (texts.size() >= pruneAt) {
      removeOver(now);
      pruneAt = PRUNE_THRESHOLD + 2 * texts.size();
    }
  }

  /// Returns whether the sender has left, and none of its texts must be kept.
  boolean isRemovable(long now) {
    if (hasLeft) {
      removeOver(now);
    }
    return hasLeft && texts.isEmpty();
  }

  private void removeOver(long now) {
    long oldestJoin = joins.oldest(now);
    texts
        .values()
        .removeIf(text -> (text.number != 0 || text.isAbandoned) && text.isOver(now, oldestJoin));
  }
}
