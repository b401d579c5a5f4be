package dev.wharf.swarm.measure;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A figure of the server, computed from its metrics ([PrometheusText#sums]).
public enum ServerFigure {
  /// Live sessions.
  SESSIONS("sessions", Kind.LEVEL, 1, "wharf_sessions"),
  /// The server's processor time, in percent of the whole machine.
  CPU("cpu_percent", Kind.LEVEL, 100, "process_cpu_usage"),
  /// The heap in use, in bytes.
  HEAP("heap_bytes", Kind.LEVEL, 1, "jvm_memory_used_bytes{area=\"heap\"}"),
  /// The JDK's own direct buffers, in bytes, without the engine's.
  DIRECT("direct_bytes", Kind.LEVEL, 1, "jvm_buffer_memory_used_bytes{id=\"direct\"}"),
  /// The server's garbage collection pauses, in milliseconds per second.
  GC("gc_pause_millis", Kind.RATE, 1e3, "jvm_gc_pause_seconds_sum"),
  /// Accepted connections a second.
  ACCEPTS("accepts", Kind.RATE, 1, "wharf_accepts_total"),
  /// Closed sessions a second.
  CLOSES("closes", Kind.RATE, 1, "wharf_closes_total"),
  /// Received packets per second.
  PACKETS_RECEIVED("packets_received", Kind.RATE, 1, "wharf_packets_received_total"),
  /// Sent packets per second.
  PACKETS_SENT("packets_sent", Kind.RATE, 1, "wharf_packets_sent_total"),
  /// Received bytes per second.
  BYTES_RECEIVED("bytes_received", Kind.RATE, 1, "wharf_bytes_received_total"),
  /// Sent bytes per second.
  BYTES_SENT("bytes_sent", Kind.RATE, 1, "wharf_bytes_sent_total"),
  /// The memory of all send queues, in bytes.
  SEND_QUEUE("send_queue_bytes", Kind.LEVEL, 1, "wharf_send_queue_bytes"),
  /// Sessions per second that became slow readers.
  SLOW_READERS("slow_readers", Kind.RATE, 1, "wharf_slow_readers_total"),
  /// The mean time to handle a packet, in microseconds.
  HANDLER("handler_micros", Kind.MEAN, 1e6, "wharf_handler_seconds"),
  /// The mean time that a job waits for a worker, in microseconds.
  JOB_DELAY("job_delay_micros", Kind.MEAN, 1e6, "wharf_job_delay_seconds"),
  /// Ticks per second that overran their period.
  TICKS_OVERRUN("ticks_overrun", Kind.RATE, 1, "wharf_ticks_overrun_total"),
  /// The engine's buffers in use, in bytes of direct memory.
  BUFFERS("buffer_bytes", Kind.LEVEL, 1, "wharf_buffer_memory_bytes");

  private final String key;
  private final Kind kind;
  private final double scale;
  private final String metric;

  private enum Kind {
    /// The metric's present value.
    LEVEL,
    /// The metric's growth per second.
    RATE,
    /// The growth of the metric's sum divided by the growth of its count.
    MEAN
  }

  ServerFigure(String key, Kind kind, double scale, String metric) {
    this.key = key;
    this.kind = kind;
    this.scale = scale;
    this.metric = metric;
  }

  /// Returns the name of the figure in reports.
  @Override
  public String toString() {
    return key;
  }

  /// Computes the figures between two readings of the metrics. Leaves unknown figures out.
  ///
  /// @param seconds the time between the two readings
  static Map<ServerFigure, Double> between(
      Map<String, Double> before, Map<String, Double> now, double seconds) {
    Map<ServerFigure, Double> figures = new EnumMap<>(ServerFigure.class);
    for (ServerFigure figure : values()) {
      Double value = figure.value(before, now, seconds);
      if (value != null && Double.isFinite(value)) {
        figures.put(figure, value);
      }
    }
    return figures;
  }

  private @Nullable Double value(
      Map<String, Double> before, Map<String, Double> now, double seconds) {
    return switch (kind) {
      case LEVEL -> scaled(now.get(metric), 1.0);
      case RATE -> scaled(growth(metric, before, now), seconds);
      case MEAN ->
          scaled(growth(metric + "_sum", before, now), growth(metric + "_count", before, now));
    };
  }

  private @Nullable Double scaled(@Nullable Double value, @Nullable Double by) {
    return value == null || by == null || by <= 0 ? null : value / by * scale;
  }

  /// Returns the growth of a counter; null when a reading does not have the counter, or when the
  /// counter fell, because the server was restarted.
  private static @Nullable Double growth(
      String metric, Map<String, Double> before, Map<String, Double> now) {
    Double earlier = before.get(metric);
    Double later = now.get(metric);
    return earlier == null || later == null || later < earlier ? null : later - earlier;
  }
}
