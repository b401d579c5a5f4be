package dev.wharf.engine;

/// What happens to a packet when its reader is too slow.
///
/// A reader is slow from the time when the session's send queue reaches its high mark until it
/// falls to its low mark ([SendQueueLimits]). Below the mark, only [#latestOnly(long)] makes a
/// difference.
public sealed interface SendPolicy {
  /// Queue it all the same; when the queue overflows, end the session as [CloseReason#SLOW_READER].
  /// For what must not be missing: replies, chat.
  SendPolicy KEEP = new Keep();

  /// Drop it. For what the next one makes up for.
  SendPolicy DROP_NEWEST = new DropNewest();

  /// Let it replace the packet with the same key that still waits in the queue, if there is one,
  /// however fast the reader is. The newer packet goes to the end of the queue, so that it does not
  /// overtake what was sent before it. Without an older one it is queued, or dropped when the queue
  /// is full. For positions and the like.
  ///
  /// What a write has begun with is not replaced, nor what the system's socket holds
  /// ([SessionOptions#unsentBytes()]).
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
