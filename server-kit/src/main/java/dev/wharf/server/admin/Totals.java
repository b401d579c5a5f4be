package dev.wharf.server.admin;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.ServiceCounters;
import java.util.Arrays;

/// What has been counted since the start.
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
        Arrays.stream(CloseReason.values()).mapToLong(counters::closed).sum(),
        sources.metrics().packetsReceived(),
        counters.packetsSent(),
        counters.bytesReceived(),
        counters.bytesSent());
  }

  Totals minus(Totals before) {
    return new Totals(
        accepts - before.accepts,
        closes - before.closes,
        packetsReceived - before.packetsReceived,
        packetsSent - before.packetsSent,
        bytesReceived - before.bytesReceived,
        bytesSent - before.bytesSent);
  }

  /// What it comes to in a second.
  Totals over(long nanos) {
    return new Totals(
        perSecond(accepts, nanos),
        perSecond(closes, nanos),
        perSecond(packetsReceived, nanos),
        perSecond(packetsSent, nanos),
        perSecond(bytesReceived, nanos),
        perSecond(bytesSent, nanos));
  }

  private static long perSecond(long count, long nanos) {
    return Math.round(count * 1e9 / nanos);
  }
}
