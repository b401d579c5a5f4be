package dev.wharf.server.admin.chart;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.timer.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// The charts of the console: some series of numbers of the last 15 minutes, one sample each five
/// seconds. The server keeps them, so that a page that has just been opened shows the past, too.
/// Each series takes 720 bytes.
///
/// Add all charts before [#start]. After that, this object is thread-safe.
public final class Charts {
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int SAMPLES = 180;

  private final List<Chart> charts = new ArrayList<>();
  private final List<DoubleSupplier> sources = new ArrayList<>();

  private SampleRing ring = new SampleRing(0, SAMPLES);

  /// One chart.
  ///
  /// @param unit the unit of its values: `count`, `per_second`, `bytes`, `bytes_per_second`,
  ///   `percent` or `milliseconds`
  private record Chart(String name, String title, String unit, List<Series> series) {}

  /// One line of a chart.
  ///
  /// @param at the index of the series in the ring
  private record Series(String name, int at) {}

  /// Samples of all charts.
  ///
  /// @param periodSeconds the time between two samples
  /// @param samples the number of samples of a full chart
  /// @param first the number of the first sample in this document
  /// @param next the number of the next sample, from which a further request goes on
  public record History(
      long periodSeconds, int samples, long first, long next, List<Drawn> charts) {}

  /// One chart with its samples.
  public record Drawn(String name, String title, String unit, List<Line> lines) {}

  /// One line of a chart.
  ///
  /// @param values the value of each sample; null where there is none
  public record Line(String name, List<@Nullable Double> values) {}

  /// Creates an object without charts.
  public Charts() {}

  /// Adds a chart.
  ///
  /// @param unit one of the units of [Chart]
  /// @param names the name of each line
  /// @param lines returns the present value of each line, NaN when there is none. The timer's
  ///   thread calls them, so they must be quick
  public Charts add(
      String name, String title, String unit, List<String> names, List<DoubleSupplier> lines) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      series.add(new Series(names.get(i), sources.size()));
      sources.add(lines.get(i));
    }
    charts.add(new Chart(name, title, unit, List.copyOf(series)));
    return this;
  }

  /// Starts to take samples.
  ///
  /// @return a handle that ends it
  public TimerHandle start(CompletionPort port) {
    ring = new SampleRing(sources.size(), SAMPLES);
    return port.timer().every(PERIOD, port.timerQueue("admin charts"), this::sample);
  }

  /// Takes one sample.
  void sample() {
    ring.add(sources.stream().mapToDouble(DoubleSupplier::getAsDouble).toArray());
  }

  /// Returns the samples from a number on.
  ///
  /// @param from the number of the first sample; 0 for all that the server has
  public History since(long from) {
    long next = ring.next();
    long first = ring.firstFrom(from);
    return new History(
        PERIOD.toSeconds(),
        SAMPLES,
        first,
        next,
        charts.stream()
            .map(
                chart ->
                    new Drawn(
                        chart.name(),
                        chart.title(),
                        chart.unit(),
                        chart.series().stream()
                            .map(one -> new Line(one.name(), ring.values(one.at(), first, next)))
                            .toList()))
            .toList());
  }
}
