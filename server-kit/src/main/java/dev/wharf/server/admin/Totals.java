package dev.wharf.server.admin;

import dev.wharf.engine.ServiceCounters;

/// Counts of a server: the totals since its start, or the changes per second.
record Totals(
    long accepts,
    long closes,
    long packetsReceived,
    long packetsSent,
    long bytesReceived,
    long bytesSent) {
  static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

  static Totals of(AdminSources sources) {
    ServiceCounters counters = sources.service().counters();
    return new Totals(
        counters.accepted(),
        counters.closes().values().stream().mapToLong(Long::longValue).sum(),
        sources.metrics().packetsReceived(),
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
