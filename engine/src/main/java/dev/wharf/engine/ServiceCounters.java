package dev.wharf.engine;

import java.util.SortedMap;

/// The counters of a service since its start. They only grow. Any thread may read them at any time.
public interface ServiceCounters {
  /// Returns the number of connections that were accepted and let in.
  long accepted();

  /// Returns the number of connections that [ClientService#connect] has established.
  long connected();

  /// Returns the number of accepts that failed: mostly because no file descriptor was free.
  long acceptFailures();

  /// Returns the number of connections that were closed at once because the service was full, or
  /// because too many of its sessions had not logged in.
  long refusedFull();

  /// Returns the number of connections that were closed because their address or network had too
  /// many sessions, or too many new ones a second: at once, or when a proxy told their address
  /// ([CloseReason#ADDRESS_REFUSED]).
  long refusedByAddress();

  /// Returns the number of bytes received.
  long bytesReceived();

  /// Returns the number of bytes sent.
  long bytesSent();

  /// Returns the number of packets sent in full.
  long packetsSent();

  /// Returns the number of packets that were dropped because their reader was too slow
  /// ([SendPolicy]).
  long dropped();

  /// Returns the number of packets that replaced an older, waiting packet ([SendPolicy]).
  long replaced();

  /// Returns how often a session became a slow reader.
  long slowReaders();

  /// Returns the number of callbacks and tasks that threw an exception.
  long handlerFailures();

  /// Returns the number of sessions that ended as [CloseReason#OVERLOADED], plus the connections
  /// that were refused because no buffer memory was left.
  long shed();

  /// Returns the number of sessions that ended for the given reason.
  long closed(CloseReason reason);

  /// Returns how many sessions ended for each reason: a copy, in the order of the reasons' names. A
  /// reason for which no session has ended is absent. Reasons beyond the first 100 are counted as
  /// `OTHER`.
  SortedMap<CloseReason, Long> closes();
}
