package dev.wharf.server.admin.console;

import dev.wharf.engine.ServiceCounters;
import dev.wharf.server.admin.chart.Charts;
import dev.wharf.server.metrics.ServerMetrics;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Makes the charts of the console.
final class KitCharts {
  private static final String COUNT = "count";
  private static final String PER_SECOND = "per_second";
  private static final List<String> IN_AND_OUT = List.of("in", "out");

  private KitCharts() {}

  static Charts of(AdminSources sources) {
    ServerMetrics metrics = sources.metrics();
    ServiceCounters counters = sources.service().counters();
    LongSupplier clock = sources.port()::nanoTime;
    int workers = sources.port().options().workers();
    DoubleSupplier work = rate(metrics::workSeconds, clock);
    return new Charts()
        .add(
            "players",
            "Players and sessions",
            COUNT,
            List.of("players", "sessions"),
            List.of(sources.players()::count, sources.service()::sessionCount))
        .add(
            "packets",
            "Packets",
            PER_SECOND,
            IN_AND_OUT,
            List.of(rate(metrics::packetsReceived, clock), rate(counters::packetsSent, clock)))
        .add(
            "bytes",
            "Bytes",
            "bytes_per_second",
            IN_AND_OUT,
            List.of(rate(counters::bytesReceived, clock), rate(counters::bytesSent, clock)))
        .add(
            "busy",
            "Workers busy with packets and ticks",
            "percent",
            List.of("of all workers"),
            List.of(() -> 100 * work.getAsDouble() / workers))
        .add(
            "times",
            "99 % are faster than this",
            "milliseconds",
            List.of("tick", "wait for a worker"),
            List.of(metrics.tickTimes()::p99Millis, metrics.delays()::p99Millis))
        .add(
            "connections",
            "Connections",
            PER_SECOND,
            List.of("accepted", "closed"),
            List.of(
                rate(counters::accepted, clock),
                rate(
                    () -> counters.closes().values().stream().mapToLong(Long::longValue).sum(),
                    clock)))
        .add(
            "queued",
            "Queued to send",
            "bytes",
            List.of("all sessions", "largest"),
            List.of(() -> metrics.sendQueues().bytes(), () -> metrics.sendQueues().largestBytes()))
        .add(
            "saves",
            "Players being saved",
            COUNT,
            List.of("saves"),
            List.of(sources.saves()::getAsInt));
  }

  /// Returns the increase per second of a count since the last call.
  private static DoubleSupplier rate(DoubleSupplier count, LongSupplier clock) {
    return new DoubleSupplier() {
      private double before = count.getAsDouble();
      private long beforeNanos = clock.getAsLong();

      @Override
      public double getAsDouble() {
        double now = count.getAsDouble();
        long nanos = clock.getAsLong();
        double rate = nanos == beforeNanos ? 0 : 1e9 * (now - before) / (nanos - beforeNanos);
        before = now;
        beforeNanos = nanos;
        return rate;
      }
    };
  }
}
