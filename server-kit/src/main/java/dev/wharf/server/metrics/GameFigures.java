package dev.wharf.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What the kit and the game count, and the game's gauges. Declared while the server starts, before
/// [#addTo]. Thread-safe.
public final class GameFigures {
  private final List<Counters<?>> counters = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
  private final List<Shown> gauges = new CopyOnWriteArrayList<>();
  private final LongAdder tickOverruns = new LongAdder();

  /// Nothing is counted yet.
  public GameFigures() {}

  private record Shown(String name, String help, Supplier<Number> value) {}

  /// Counts some more kinds of events.
  ///
  /// @throws IllegalArgumentException when one of them has the name of another event
  public <E extends Enum<E>> Counters<E> counters(Class<E> events) {
    Counters<E> added = new Counters<>(events);
    added
        .all()
        .forEach(
            (event, count) -> {
              if (byName.putIfAbsent(event.name().toLowerCase(Locale.ROOT), count) != null) {
                throw new IllegalArgumentException("two events are called " + event);
              }
            });
    counters.add(added);
    return added;
  }

  /// Shows a figure of the moment.
  ///
  /// @param name with dots, like `wharf.rooms`
  /// @param help one line
  /// @param value asked on any thread, whenever somebody looks
  public void gauge(String name, String help, Supplier<Number> value) {
    gauges.add(new Shown(name, help, value));
  }

  /// Ticks that took longer than their period, or did not take place.
  public LongAdder tickOverruns() {
    return tickOverruns;
  }

  void addTo(MeterRegistry registry) {
    for (Shown gauge : gauges) {
      Gauge.builder(gauge.name(), gauge.value()).description(gauge.help()).register(registry);
    }
    byName.forEach(
        (name, count) ->
            FunctionCounter.builder("wharf.game.events", count, LongAdder::sum)
                .description("What the server and its game count, by event")
                .tag("event", name)
                .register(registry));
  }

  /// How often an event has happened.
  public long of(Enum<?> event) {
    LongAdder count = byName.get(event.name().toLowerCase(Locale.ROOT));
    if (count == null) {
      throw new IllegalArgumentException(event + " is not counted");
    }
    return count.sum();
  }

  /// All that has happened at all, in one line.
  @Override
  public String toString() {
    return counters.stream()
        .map(Counters::toString)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
