package dev.wharf.swarm.measure;

import dev.wharf.swarm.measure.PrometheusText.Series;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A figure of the server's own, made of what its metrics endpoint tells.
public enum ServerFigure {
  /// Live sessions.
  SESSIONS("sessions", Kind.LEVEL, 1, "wharf_sessions"),
  /// Processor time that the server takes, in percent of the whole machine.
  CPU("cpu_percent", Kind.LEVEL, 100, "process_cpu_usage"),
  /// The heap in use, in bytes.
  HEAP("heap_bytes", Kind.LEVEL, 1, "jvm_memory_used_bytes", "area", "heap"),
  /// The JDK's own direct buffers, in bytes; the game's are not among them.
  DIRECT("direct_bytes", Kind.LEVEL, 1, "jvm_buffer_memory_used_bytes", "id", "direct"),
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
  /// What a packet's handler takes on average, in microseconds.
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
  private final String name;
  private final String label;
  private final String labelValue;

  private enum Kind {
    /// As it is.
    LEVEL,
    /// Growth a second.
    RATE,
    /// Growth of a sum by growth of its count.
    MEAN
  }

  ServerFigure(String key, Kind kind, double scale, String name) {
    this(key, kind, scale, name, "", "");
  }

  ServerFigure(String key, Kind kind, double scale, String name, String label, String labelValue) {
    this.key = key;
    this.kind = kind;
    this.scale = scale;
    this.name = name;
    this.label = label;
    this.labelValue = labelValue;
  }

  /// Its name in reports.
  @Override
  public String toString() {
    return key;
  }

  /// All that has to be read.
  static Set<Series> series() {
    return Arrays.stream(values())
        .flatMap(figure -> figure.needed().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The figures between two readings; those that cannot be told are missing.
  static Map<ServerFigure, Double> between(
      Map<Series, Double> before, Map<Series, Double> now, double seconds) {
    Map<ServerFigure, Double> figures = new EnumMap<>(ServerFigure.class);
    for (ServerFigure figure : values()) {
      Double value = figure.value(before, now, seconds);
      if (value != null && Double.isFinite(value)) {
        figures.put(figure, value);
      }
    }
    return figures;
  }

  private Set<Series> needed() {
    return kind == Kind.MEAN ? Set.of(series("_sum"), series("_count")) : Set.of(series(""));
  }

  private Series series(String suffix) {
    return Series.of(name + suffix, label, labelValue);
  }

  private @Nullable Double value(
      Map<Series, Double> before, Map<Series, Double> now, double seconds) {
    return switch (kind) {
      case LEVEL -> scaled(now.get(series("")), 1.0);
      case RATE -> scaled(growth(series(""), before, now), seconds);
      case MEAN ->
          scaled(growth(series("_sum"), before, now), growth(series("_count"), before, now));
    };
  }

  private @Nullable Double scaled(@Nullable Double value, @Nullable Double by) {
    return value == null || by == null || by <= 0 ? null : value / by * scale;
  }

  /// A counter that fell belongs to a server that was started anew: there is nothing to tell.
  private static @Nullable Double growth(
      Series series, Map<Series, Double> before, Map<Series, Double> now) {
    Double earlier = before.get(series);
    Double later = now.get(series);
    return earlier == null || later == null || later < earlier ? null : later - earlier;
  }
}
