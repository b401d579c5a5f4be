package dev.wharf.engine;

/// Decides what happens to a packet when its reader is too slow.
///
/// A reader is slow from the time when the session's send queue reaches its high mark until the
/// queue falls to its low mark ([SendQueueLimits]). While the reader is not slow, only
/// [#latestOnly(long)] makes a difference.
public sealed interface SendPolicy {
  /// The packet is queued, however slow the reader is. When the queue overflows, the session is
  /// closed as [CloseReason#SLOW_READER]. For packets that must arrive: replies, chat.
  SendPolicy KEEP = new Keep();

  /// The packet is dropped while the reader is slow. For packets whose loss does no harm, because a
  /// newer packet with the same kind of content follows soon.
  SendPolicy DROP_NEWEST = new DropNewest();

  /// Returns a policy for values that change often, such as positions. The packet replaces the
  /// packet with the same key that still waits in the queue, also when the reader is fast. When no
  /// packet with this key waits, the new packet is queued, or dropped when the queue is full.
  ///
  /// The newer packet takes the older packet's place in the queue, so that every key is sent in
  /// turn to a slow reader. When a packet of another policy was queued behind the older packet, the
  /// newer packet goes to the end of the queue: it never overtakes a packet of another policy. Two
  /// consequences remain:
  ///
  /// - packets of different keys may leave in another order than they were sent in;
  /// - on a slow reader, a key can wait for as long as a packet of another policy follows each of
  ///   its packets.
  ///
  /// When the newer packet needs a larger buffer than the queue has room for, the newer packet is
  /// dropped, and the older one is sent.
  ///
  /// A packet is not replaced once a write with it has started, or once it is in the system's
  /// socket ([SessionOptions#unsentBytes()]).
  ///
  /// @param key tells what the packet is about; for example, the number of a game object. Sessions
  ///   do not share keys
  static SendPolicy latestOnly(long key) {
    return new LatestOnly(key);
  }

  /// The type of [#KEEP].
  record Keep() implements SendPolicy {}

  /// The type of [#DROP_NEWEST].
  record DropNewest() implements SendPolicy {}

  /// The type of [#latestOnly(long)].
  record LatestOnly(long key) implements SendPolicy {}
}
