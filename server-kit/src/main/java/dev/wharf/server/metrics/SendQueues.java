package dev.wharf.server.metrics;

import dev.wharf.engine.Session;

/// The contents of the send queues of all engine sessions.
///
/// @param packets the number of queued packets
/// @param bytes the memory of the queued packets; a buffer in several queues counts once for each
/// @param largestBytes the memory of the largest queue
/// @param slow the number of sessions that are slow readers
public record SendQueues(long packets, long bytes, long largestBytes, long slow) {
  /// Adds up the contents of the send queues of these sessions.
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
