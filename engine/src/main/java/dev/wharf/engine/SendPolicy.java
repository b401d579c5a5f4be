package dev.wharf.engine;

/// What happens to a packet when its reader is too slow: when the session's send queue is above its
/// high mark ([SendQueueLimits]). Below the mark all policies are the same.
public sealed interface SendPolicy {
  /// Queue it all the same; when the queue overflows, end the session as [CloseReason#SLOW_READER].
  /// For what must not be missing: replies, chat.
  SendPolicy KEEP = new Keep();

  /// Drop it. For what the next one makes up for.
  SendPolicy DROP_NEWEST = new DropNewest();

  /// Let it take the place of the packet with the same key that still waits in the queue, if there
  /// is one; otherwise queue it, or drop it when the queue is full. For positions and the like.
  ///
  /// @param key names what the packet is the latest of, among this session's packets
  static SendPolicy latestOnly(long key) {
    return new LatestOnly(key);
  }

  /// The policy of [#KEEP].
  record Keep() implements SendPolicy {}

  /// The policy of [#DROP_NEWEST].
  record DropNewest() implements SendPolicy {}

  /// The policy of [#latestOnly(long)].
  record LatestOnly(long key) implements SendPolicy {}
}
