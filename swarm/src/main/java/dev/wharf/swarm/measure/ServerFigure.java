package dev.wharf.swarm.measure;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A figure of the server, computed from its metrics ([PrometheusText#sums]).
public enum ServerFigure {
  /// Live sessions.
  SESSIONS("sessions", Kind.LEVEL, 1, "wharf_sessions"),
  /// Processor time that the server takes, in percent of the whole machine.
  CPU("cpu_percent", Kind.LEVEL, 100, "process_cpu_usage"),
  /// The heap in use, in bytes.
  HEAP("heap_bytes", Kind.LEVEL, 1, "jvm_memory_used_bytes{area=\"heap\"}"),
  /// The JDK's own direct buffers, in bytes; the game's are not among them.
  DIRECT("direct_bytes", Kind.LEVEL, 1, "jvm_buffer_memory_used_bytes{id=\"direct\"}"),
  /// Time in which the collector stopped the server, in milliseconds a second.
  GC("gc_pause_millis", Kind.RATE, 1e3, "jvm_gc_pause_seconds_sum"),
  /// Accepted connections a second.
  ACCEPTS("accepts", Kind.RATE, 1, "wharf_accepts_total"),
  /// Closed sessions a second.
  CLOSES("closes", Kind.RATE, 1, "wharf_closes_total"),
  /// Packets a second that came in.
  PACKETS_RECEIVED("packets_received", Kind.RATE, 1, "wharf_packets_received_total"),
  /// Packets a second that went out.
  PACKETS_SENT("packets_sent", Kind.RATE, 1, "wharf_packets_sent_total"),
  /// Bytes a second that came in.
  BYTES_RECEIVED("bytes_received", Kind.RATE, 1, "wharf_bytes_received_total"),
  /// Bytes a second that went out.
  BYTES_SENT("bytes_sent", Kind.RATE, 1, "wharf_bytes_sent_total"),
  /// Bytes that wait for their readers.
  SEND_QUEUE("send_queue_bytes", Kind.LEVEL, 1, "wharf_send_queue_bytes"),
  /// Readers that were found too slow, a second.
  SLOW_READERS("slow_readers", Kind.RATE, 1, "wharf_slow_readers_total"),
  /// The mean time in a packet's handler, in microseconds.
  HANDLER("handler_micros", Kind.MEAN, 1e6, "wharf_handler_seconds"),
  /// How long a job waits for its turn on average, in microseconds.
  JOB_DELAY("job_delay_micros", Kind.MEAN, 1e6, "wharf_job_delay_seconds"),
  /// Ticks that took longer than they may, a second.
  TICKS_OVERRUN("ticks_overrun", Kind.RATE, 1, "wharf_ticks_overrun_total"),
  /// The game's buffers that are handed out, in bytes of direct memory.
  BUFFERS("buffer_bytes", Kind.LEVEL, 1, "wharf_buffer_memory_bytes");

  private final String key;
  private final Kind kind;
  private final double scale;
  private final String metric;

  private enum Kind {
    /// The metric as it is.
    LEVEL,
    /// The metric's growth a second.
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

  /// Its name in reports.
  @Override
  public String toString() {
    return key;
  }

  /// The figures between two readings of the metrics; those that are not known are missing.
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

  /// A counter that fell is of a server that was restarted: its growth is not known.
  private static @Nullable Double growth(
      String metric, Map<String, Double> before, Map<String, Double> now) {
    Double earlier = before.get(metric);
    Double later = now.get(metric);
    return earlier == null || later == null || later < earlier ? null : later - earlier;
  }
}
