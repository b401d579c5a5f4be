package dev.wharf.engine;

import java.util.SortedMap;

/// The counters of a service since its start. They only grow. May be read from any thread at any
/// time.
public interface ServiceCounters {
  /// Connections accepted and let in.
  long accepted();

  /// Connections that this side asked for and that came about.
  long connected();

  /// Accepts that failed: mostly because no file descriptor was free.
  long acceptFailures();

  /// Connections closed at once because the service was full, or too many had not logged in.
  long refusedFull();

  /// Connections closed at once because of their address or network: too many, or too many a
  /// second.
  long refusedByAddress();

  /// Bytes received.
  long bytesReceived();

  /// Bytes sent.
  long bytesSent();

  /// Packets sent in full.
  long packetsSent();

  /// Packets dropped because their reader was too slow ([SendPolicy]).
  long dropped();

  /// Packets that took the place of an older one, which still waited ([SendPolicy]).
  long replaced();

  /// How often a session began to be a slow reader.
  long slowReaders();

  /// Callbacks and tasks that threw.
  long handlerFailures();

  /// Sessions ended as [CloseReason#OVERLOADED], and connections refused for want of buffer memory.
  long shed();

  /// Sessions that ended for the given reason.
  long closed(CloseReason reason);

  /// Sessions that ended, by reason: a copy, in the order of the reasons' names. A reason that no
  /// session has ended for is absent. Reasons beyond the first 100 are counted as `OTHER`.
  SortedMap<CloseReason, Long> closes();
}
