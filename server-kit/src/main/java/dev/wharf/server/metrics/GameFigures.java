package dev.wharf.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The counters and gauges of the kit and the game. Declared while the server starts, before
/// [#addTo]. Thread-safe.
public final class GameFigures {
  private final List<Counters<?>> counters = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
  private final List<Consumer<Meters>> others = new CopyOnWriteArrayList<>();

  /// Nothing is counted yet.
  public GameFigures() {}

  /// Counts some more kinds of events.
  ///
  /// @throws IllegalArgumentException when one of them has the name of another event
  public <E extends Enum<E>> Counters<E> counters(Class<E> events) {
    Counters<E> added = new Counters<>(events);
    added
        .all()
        .forEach(
            (event, count) -> {
              if (byName.putIfAbsent(Meters.lowerCase(event), count) != null) {
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
  public void gauge(String name, String help, Supplier<? extends Number> value) {
    others.add(meters -> meters.gauge(name, help, () -> value.get().doubleValue()));
  }

  /// Shows a count that only grows. The parameters are those of [#gauge].
  public void counter(String name, String help, Supplier<? extends Number> count) {
    others.add(meters -> meters.counter(name, help, () -> count.get().doubleValue()));
  }

  void addTo(Meters meters) {
    others.forEach(figure -> figure.accept(meters));
    counters.forEach(
        events ->
            meters.counters(
                "wharf.game.events",
                "What the server and its game count, by event",
                "event",
                events));
  }

  /// How often an event has happened.
  public long of(Enum<?> event) {
    LongAdder count = byName.get(Meters.lowerCase(event));
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
