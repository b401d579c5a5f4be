package dev.wharf.engine.buffer;

/// Learns what becomes of the packets of a session's send queue. A protocol that resumes a session
/// on another connection uses it to know which packets it must send again
/// ([dev.wharf.engine.Session#journal]).
///
/// For each packet that the queue held when the journal was set, or has taken since then, the
/// session calls one of the two methods at most once. It calls neither for a packet that was
/// replaced or dropped because of its [dev.wharf.engine.SendPolicy].
///
/// The session calls the methods under the lock of its send queue, one at a time, on any thread. So
/// they must be short, and must not throw, block, or call a session. It holds the monitor of the
/// journal during all calls that belong to one write. After
/// [dev.wharf.engine.SessionHandler#onDisconnected] has begun, no call follows.
///
/// The packet belongs to the queue. A journal that keeps it beyond the call uses
/// [SendBuffer#retain()].
public interface SendJournal {
  /// Called when a packet leaves the send queue for a write, in the order of the writes. Its bytes
  /// may reach the peer from now on; they do not when the connection breaks before.
  void onGathered(SendBuffer packet);

  /// Called when the session is closed, for each packet that waits in the send queue, in the order
  /// of the queue. No byte of the packet was written.
  void onUnsent(SendBuffer packet);
}
