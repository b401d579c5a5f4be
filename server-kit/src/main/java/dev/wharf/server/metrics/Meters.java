package dev.wharf.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;

/// Registers counters, gauges and timers with a name, a help line and labels. The counting is done
/// elsewhere: each scrape reads the values. Thread-safe.
final class Meters {
  /// The upper bounds of the buckets of timers. They are fixed, so that the counts of several
  /// servers can be added.
  private static final Duration[] BUCKETS =
      LongStream.of(
              10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 15_000, 25_000, 50_000, 100_000,
              250_000, 1_000_000)
          .mapToObj(micros -> Duration.ofNanos(1000 * micros))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  /// The functions that return the values of the counters. This list keeps them alive, because the
  /// registry has only weak references to them.
  private final List<DoubleSupplier> counts = new CopyOnWriteArrayList<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Registers a counter: a value that only grows.
  ///
  /// @param labels the names and values of the labels: name, value, name, value, ...
  void counter(String name, String help, DoubleSupplier count, String... labels) {
    counts.add(count);
    FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  /// Registers a counter for each event.
  ///
  /// @param label the name of the label whose value is the event's name in lower case
  void counters(String name, String help, String label, Counters<?> events) {
    events
        .all()
        .forEach((event, count) -> counter(name, help, count::sum, label, lowerCase(event)));
  }

  /// Registers a gauge: a value that may rise and fall.
  void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).description(help).register(registry);
  }

  /// Registers a timer with buckets from 10 µs to 1 s.
  ///
  /// @param labels the names and values of the labels: name, value, name, value, ...
  Timer timer(String name, String help, String... labels) {
    return Timer.builder(name)
        .serviceLevelObjectives(BUCKETS)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
