package dev.wharf.protocol.resume;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.util.Checks;
import java.util.Set;
import java.util.concurrent.Executor;

/// The options of resumable sessions. All sessions of a service share one object.
///
/// @param executor runs the callbacks and tasks of a session that has no connection; usually
///   `CompletionPort.executor()`
/// @param maxPackets the most packets that a session keeps for its peer, 1 to 1,048,576. The limit
///   `maxPackets` of the send queue must not be smaller, because a resume puts all of them into the
///   queue of the new connection
/// @param maxBytes the most buffer memory that the packets which a session keeps take in a send
///   queue, in bytes, at least 4,096. The limit `maxBytes` of the send queue must not be smaller
/// @param acknowledgeEvery after how many handled packets the session sends an acknowledgement, 1
///   to 65,536. It must be smaller than the peer's limit of packets
/// @param totals limits and counts the kept packets of all these sessions together
/// @param survived the reasons for the end of a connection that a session survives, in addition to
///   those that the engine gives for a broken network; such as a TLS connection that was cut
public record ResumeOptions(
    Executor executor,
    int maxPackets,
    int maxBytes,
    int acknowledgeEvery,
    ResumeTotals totals,
    Set<CloseReason> survived) {
  /// The default of [#acknowledgeEvery].
  public static final int ACKNOWLEDGE_EVERY = 64;

  /// The largest value of [#acknowledgeEvery].
  public static final int MOST_ACKNOWLEDGE_EVERY = 1 << 16;

  private static final int MOST_PACKETS = 1 << 20;

  /// Checks the ranges, and copies the set.
  public ResumeOptions {
    survived = Set.copyOf(survived);
    Checks.range("maxPackets", maxPackets, 1, MOST_PACKETS);
    Checks.range("maxBytes", maxBytes, ResumeTotals.STEP_BYTES, Integer.MAX_VALUE);
    Checks.range("acknowledgeEvery", acknowledgeEvery, 1, MOST_ACKNOWLEDGE_EVERY);
  }
}
