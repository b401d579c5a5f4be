package dev.wharf.engine;

/// Decides what happens to a packet when its reader is too slow.
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
  /// however fast the reader is. Without an older one it is queued, or dropped when the queue is
  /// full. For positions and the like.
  ///
  /// The newer packet takes the older one's place, so that each key gets its turn on a slow reader.
  /// When a packet of another policy was queued behind the older one, the newer one goes to the end
  /// of the queue instead: it never overtakes such a packet. Two consequences remain:
  ///
  /// - packets of different keys may leave in another order than they were sent in;
  /// - on a slow reader, a key can wait for as long as a packet of another policy follows each of
  ///   its packets.
  ///
  /// When the newer packet needs a larger buffer than the queue has room for, it is dropped, and
  /// the older one still leaves.
  ///
  /// A packet is not replaced once a write has begun with it, or once the system's socket holds it
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
