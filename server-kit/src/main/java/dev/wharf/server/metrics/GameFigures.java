package dev.wharf.server.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The counters and gauges of the kit and the game. A game adds its own through `GameContext`. All
/// are added while the server starts, before [#addTo] is called. Thread-safe.
public final class GameFigures {
  private final List<Counters<?>> counters = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
  private final List<Consumer<Meters>> others = new CopyOnWriteArrayList<>();
  private final Map<String, LateTimer> timers = new ConcurrentHashMap<>();

  /// The metrics of the server; null before [#addTo]. Guarded by this object.
  private @Nullable Meters addedTo;

  /// Creates an object without counters and gauges.
  public GameFigures() {}

  /// Adds counters for the constants of an enum.
  ///
  /// @throws IllegalArgumentException when another event of the server has the same name
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

  /// Adds a gauge: a value that may rise and fall.
  ///
  /// @param name the name, with dots between words, like `wharf.rooms`
  /// @param help the meaning of the gauge in one line
  /// @param value returns the present value; called on any thread at each scrape
  public void gauge(String name, String help, Supplier<? extends Number> value) {
    others.add(meters -> meters.gauge(name, help, () -> value.get().doubleValue()));
  }

  /// Adds a counter: a value that only grows. The parameters are those of [#gauge].
  public void counter(String name, String help, Supplier<? extends Number> count) {
    others.add(meters -> meters.counter(name, help, () -> count.get().doubleValue()));
  }

  /// Adds one counter for each constant of an enum, under one name.
  ///
  /// @param label the name of the label whose value is the constant's name in lower case
  /// @param count returns the present count of a constant
  public <E extends Enum<E>> void counters(
      String name, String help, String label, Class<E> constants, ToLongFunction<E> count) {
    for (E constant : constants.getEnumConstants()) {
      others.add(
          meters ->
              meters.counter(
                  name,
                  help,
                  () -> count.applyAsLong(constant),
                  label,
                  Meters.lowerCase(constant)));
    }
  }

  /// Adds a timer with buckets, or returns the one of this name and label. Unlike the other
  /// figures, it may be added while the server runs.
  ///
  /// @param label the name of the label that tells apart the timers of this name
  /// @param value the value of the label
  /// @return records a time in nanoseconds; any thread may call it
  public synchronized LongConsumer timer(String name, String help, String label, String value) {
    return timers.computeIfAbsent(
        value + " of " + name,
        _ -> {
          LateTimer timer = new LateTimer();
          Consumer<Meters> adding = meters -> timer.timer = meters.timer(name, help, label, value);
          Meters present = addedTo;
          if (present == null) {
            others.add(adding);
          } else {
            adding.accept(present);
          }
          return timer;
        });
  }

  /// A timer that records nothing until the server has its metrics.
  private static final class LateTimer implements LongConsumer {
    private volatile @Nullable Timer timer;

    @Override
    public void accept(long nanos) {
      Timer present = timer;
      if (present != null) {
        present.record(nanos, TimeUnit.NANOSECONDS);
      }
    }
  }

  synchronized void addTo(Meters meters) {
    addedTo = meters;
    others.forEach(figure -> figure.accept(meters));
    counters.forEach(
        events ->
            meters.counters(
                "wharf.game.events",
                "What the server and its game count, by event",
                "event",
                events));
  }

  /// Returns how often an event has happened.
  public long of(Enum<?> event) {
    LongAdder count = byName.get(Meters.lowerCase(event));
    if (count == null) {
      throw new IllegalArgumentException("the server has no counter for " + event);
    }
    return count.sum();
  }

  /// Returns the counts of the events that have happened, in one line.
  @Override
  public String toString() {
    return counters.stream()
        .map(Counters::toString)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
