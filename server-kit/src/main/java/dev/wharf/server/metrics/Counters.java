package dev.wharf.server.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Counts events since the start of the server. The metrics show each count as
/// `wharf_game_events_total{event="..."}`, with the constant's name in lower case. Thread-safe.
///
/// @param <E> the events; no other event of the server may have the same name
public final class Counters<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  /// Creates counters for these events, all at zero.
  public Counters(Class<E> events) {
    this.counts = new EnumMap<>(events);
    Arrays.stream(events.getEnumConstants()).forEach(event -> counts.put(event, new LongAdder()));
  }

  /// Counts one event.
  public void count(E event) {
    add(event, 1);
  }

  /// Counts several events.
  public void add(E event, long number) {
    Objects.requireNonNull(counts.get(event)).add(number);
  }

  /// Returns how often an event has happened.
  public long of(E event) {
    return Objects.requireNonNull(counts.get(event)).sum();
  }

  Map<E, LongAdder> all() {
    return counts;
  }

  /// Returns the counts of the events that have happened, in one line.
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().sum() > 0)
        .map(entry -> entry.getKey() + "=" + entry.getValue().sum())
        .collect(Collectors.joining(" "));
  }
}
