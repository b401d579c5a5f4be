package dev.wharf.client;

import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.transport.tls.TlsCloseReasons;
import java.util.Set;
import java.util.concurrent.Executor;

/// The limits of the packets that a client keeps until the server acknowledges them. A client that
/// would have to keep more cannot be resumed. Several clients may share one object.
///
/// @param executor runs a client's callbacks and tasks while it has no connection
/// @param maxPackets the most packets that a client keeps. A resume sends all of them at once, so
///   the server's rate limit must allow them
/// @param maxBytes the most buffer memory that a client keeps, in bytes
/// @param totals limits and counts the kept packets of all clients together
public record ResumeLimits(Executor executor, int maxPackets, int maxBytes, ResumeTotals totals) {
  private static final int MAX_PACKETS = 128;
  private static final int MAX_BYTES = 128 << 10;

  /// Returns limits of 128 packets and 128 KiB for each client, and no limit for all together.
  public static ResumeLimits defaults(Executor executor) {
    return new ResumeLimits(executor, MAX_PACKETS, MAX_BYTES, new ResumeTotals(Long.MAX_VALUE));
  }

  /// Returns the options of one client.
  ///
  /// @param every the `acknowledge_every` of the server; 0 means the default
  ResumeOptions options(int every) {
    int wanted = every <= 0 ? ResumeOptions.ACKNOWLEDGE_EVERY : every;
    return new ResumeOptions(
        executor,
        maxPackets,
        maxBytes,
        Math.min(wanted, ResumeOptions.MOST_ACKNOWLEDGE_EVERY),
        totals,
        Set.of(TlsCloseReasons.TLS_TRUNCATED));
  }
}
