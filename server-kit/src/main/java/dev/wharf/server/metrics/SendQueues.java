package dev.wharf.server.metrics;

import dev.wharf.engine.Session;

/// What waits to be sent, over all sessions.
///
/// @param packets packets that wait
/// @param bytes the memory that they hold; a buffer for many sessions counts for each
/// @param largestBytes the memory of what waits for the session for which most waits
/// @param slow sessions that count as slow readers
public record SendQueues(long packets, long bytes, long largestBytes, long slow) {
  /// Goes through the sessions.
  static SendQueues of(Iterable<Session> sessions) {
    long packets = 0;
    long bytes = 0;
    long largest = 0;
    long slow = 0;
    for (Session session : sessions) {
      int queued = session.queuedBytes();
      packets += session.queuedPackets();
      bytes += queued;
      largest = Math.max(largest, queued);
      slow += session.isSlow() ? 1 : 0;
    }
    return new SendQueues(packets, bytes, largest, slow);
  }
}
