package dev.wharf.server.admin.chart;

import dev.wharf.engine.ServiceCounters;

/// Counts of a server: the totals since its start, or the changes per second.
public record Totals(
    long accepts,
    long closes,
    long packetsReceived,
    long packetsSent,
    long bytesReceived,
    long bytesSent) {
  /// All counts are zero.
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

  /// Reads the totals.
  ///
  /// @param packetsReceived the number of packets received, of all kinds
  public static Totals of(ServiceCounters counters, long packetsReceived) {
    return new Totals(
        counters.accepted(),
        counters.closes().values().stream().mapToLong(Long::longValue).sum(),
        packetsReceived,
        counters.packetsSent(),
        counters.bytesReceived(),
        counters.bytesSent());
  }

  /// Returns how much these totals have changed per second since an earlier reading.
  ///
  /// @param before the totals of that reading
  /// @param nanos the time since that reading
  Totals since(Totals before, long nanos) {
    return new Totals(
        perSecond(accepts - before.accepts, nanos),
        perSecond(closes - before.closes, nanos),
        perSecond(packetsReceived - before.packetsReceived, nanos),
        perSecond(packetsSent - before.packetsSent, nanos),
        perSecond(bytesReceived - before.bytesReceived, nanos),
        perSecond(bytesSent - before.bytesSent, nanos));
  }

  private static long perSecond(long count, long nanos) {
    return Math.round(count * 1e9 / nanos);
  }
}
