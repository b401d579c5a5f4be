package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The figures of a result by their names, for [Threshold]. Times are in nanoseconds.
///
/// `echo.p99` is a scenario's, as is any other percentile (`echo.p95`, `echo.p99.99`), and so are
/// `echo.lost` and `echo.rate`; `p99` alone is the largest of all scenarios', `lost` alone the sum.
/// `connect.p99`, `login.p99` and `lag.p99` are the connections' and the generator's.
/// `hostile.flood.unpunished` is of one kind of hostile clients, `hostile.unpunished` of all.
public final class Metrics {
  private static final Map<String, ToLongFunction<LatencySummary>> TIMES = times();
  private static final Map<String, ToLongFunction<Counts>> COUNTS = counts();
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "connected",
          "connect.failed",
          "logged_in",
          "login.failed",
          "retried",
          "disconnected",
          "failures",
          "left_over",
          "processes.lost",
          "stopped");
  private static final String SETTLING = "settling";
  private static final String HOSTILE = "hostile.";
  private static final Map<String, ToLongFunction<HostileKindResult>> HOSTILE_COUNTS =
      hostileCounts();

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final SwarmResult result;

  private Metrics(SwarmResult result) {
    this.result = result;
  }

  /// The figures of a result. Times of what never happened are missing.
  public static Metrics of(SwarmResult result) {
    Metrics metrics = new Metrics(result);
    Connections connections = result.connections();
    metrics.putCount("connected", connections.connected());
    metrics.putCount("connect.failed", connections.connectFailed());
    metrics.putCount("logged_in", connections.loggedIn());
    metrics.putCount("login.failed", connections.loginFailed());
    metrics.putCount("retried", connections.retried());
    metrics.putCount("disconnected", connections.disconnected());
    metrics.putCount("failures", result.failures());
    metrics.putCount("left_over", result.leftOver().isEmpty() ? 0 : 1);
    metrics.putCount("stopped", result.isComplete() ? 0 : 1);
    metrics.putCount(
        "processes.lost", result.processes().stream().filter(ProcessResult::isLost).count());
    metrics.putTimes("connect.", connections.connect());
    metrics.putTimes("login.", connections.login());
    metrics.putTimes("lag.", result.lag());
    result.scenarios().forEach(metrics::putScenario);
    result.ownTimings().forEach((name, one) -> metrics.putTimes(name + ".", one));
    result.hostile().forEach(metrics::putHostile);
    return metrics;
  }

  /// The names that can be asked for; beside them, [#isKnown] knows all percentiles.
  ///
  /// @param scenarios the names of the run's scenarios
  /// @param hostileKinds the names of the run's kinds of hostile clients
  public static Set<String> names(List<String> scenarios, List<String> hostileKinds) {
    Set<String> names = new LinkedHashSet<>(TIMES.keySet());
    names.addAll(COUNTS.keySet());
    names.add(SETTLING);
    for (String scenario : scenarios) {
      names.addAll(timesOf(scenario));
      COUNTS.keySet().forEach(name -> names.add(scenario + "." + name));
      names.add(scenario + ".rate");
      names.add(scenario + "." + SETTLING);
    }
    for (String other : List.of("connect", "login", "lag")) {
      names.addAll(timesOf(other));
    }
    for (String kind : hostileKinds) {
      HOSTILE_COUNTS.keySet().forEach(name -> names.add(HOSTILE + name));
      HOSTILE_COUNTS.keySet().forEach(name -> names.add(ofHostile(kind, name)));
    }
    OF_THE_RUN.stream().sorted().forEach(names::add);
    return names;
  }

  /// The names of the times of a latency.
  public static List<String> timesOf(String latency) {
    return TIMES.keySet().stream().map(name -> latency + "." + name).toList();
  }

  /// Whether there is a figure of this name: one of these, or any other percentile of what has
  /// percentiles.
  ///
  /// @param names from [#names]
  static boolean isKnown(String name, Set<String> names) {
    Percentile percentile = Percentile.find(name);
    return names.contains(name)
        || (percentile != null && names.contains(nameOf(percentile.of(), "p50")));
  }

  /// The name of a kind's figure.
  static String ofHostile(String kind, String name) {
    return HOSTILE + kind + "." + name;
  }

  /// Whether the figure of this name is one of hostile clients.
  public static boolean isHostile(String name) {
    return name.startsWith(HOSTILE);
  }

  /// Whether the figure of this name is a time.
  static boolean isTime(String name) {
    return Percentile.find(name) != null
        || TIMES.keySet().stream().anyMatch(time -> name.equals(time) || name.endsWith("." + time));
  }

  /// The figure of this name; null when there is none.
  @Nullable Double find(String name) {
    Double value = values.get(name);
    Percentile percentile = Percentile.find(name);
    return value == null && percentile != null ? find(percentile) : value;
  }

  /// Of all scenarios, the largest.
  private @Nullable Double find(Percentile percentile) {
    List<String> kinds =
        percentile.of().isEmpty()
            ? result.scenarios().stream().map(ScenarioResult::name).toList()
            : List.of(percentile.of());
    OptionalDouble longest =
        kinds.stream()
            .map(kind -> result.histograms().getOrDefault(kind, LatencyHistogram.NONE))
            .filter(histogram -> histogram.count() > 0)
            .mapToDouble(histogram -> (double) histogram.at(percentile.percent()))
            .max();
    return longest.isPresent() ? longest.getAsDouble() : null;
  }

  private static String nameOf(String kind, String figure) {
    return kind.isEmpty() ? figure : kind + "." + figure;
  }

  private void putScenario(ScenarioResult scenario) {
    String prefix = scenario.name() + ".";
    scenario.counters().forEach((name, count) -> putCount(prefix + name, count));
    put(prefix + "rate", scenario.deliveredPerSecond());
    put(prefix + SETTLING, (double) scenario.settling());
    values.merge(SETTLING, (double) scenario.settling(), Double::sum);
    putTimes(prefix, scenario.latency());
    putTimes("", scenario.latency());
    COUNTS.forEach(
        (name, count) -> {
          double value = (double) count.applyAsLong(scenario.counts());
          put(prefix + name, value);
          values.merge(name, value, Double::sum);
        });
  }

  private void putHostile(HostileKindResult kind) {
    HOSTILE_COUNTS.forEach(
        (name, count) -> {
          double value = (double) count.applyAsLong(kind);
          put(ofHostile(kind.kind(), name), value);
          values.merge(HOSTILE + name, value, Double::sum);
        });
  }

  /// Where there is a time already, the larger one stays.
  private void putTimes(String prefix, LatencySummary latency) {
    if (latency.count() > 0) {
      TIMES.forEach(
          (name, time) ->
              values.merge(prefix + name, (double) time.applyAsLong(latency), Math::max));
    }
  }

  private void putCount(String name, long count) {
    put(name, (double) count);
  }

  private void put(String name, double value) {
    values.put(name, value);
  }

  private static Map<String, ToLongFunction<LatencySummary>> times() {
    Map<String, ToLongFunction<LatencySummary>> times = new LinkedHashMap<>();
    times.put("mean", LatencySummary::mean);
    times.put("p50", LatencySummary::p50);
    times.put("p90", LatencySummary::p90);
    times.put("p99", LatencySummary::p99);
    times.put("p99.9", LatencySummary::p999);
    times.put("max", LatencySummary::max);
    return times;
  }

  private static Map<String, ToLongFunction<HostileKindResult>> hostileCounts() {
    Map<String, ToLongFunction<HostileKindResult>> counts = new LinkedHashMap<>();
    counts.put("attempts", HostileKindResult::attempts);
    counts.put("unpunished", HostileKindResult::unpunished);
    counts.put("surprises", HostileKindResult::surprises);
    return counts;
  }

  private static Map<String, ToLongFunction<Counts>> counts() {
    Map<String, ToLongFunction<Counts>> counts = new LinkedHashMap<>();
    counts.put("sent", Counts::sent);
    counts.put("not_sent", Counts::notSent);
    counts.put("refused", Counts::refused);
    counts.put("expected", Counts::expected);
    counts.put("delivered", Counts::delivered);
    counts.put("lost", Counts::lost);
    counts.put("duplicated", Counts::duplicated);
    counts.put("out_of_order", Counts::outOfOrder);
    counts.put("corrupted", Counts::corrupted);
    counts.put("gaps", Counts::gaps);
    counts.put("unexpected", Counts::unexpected);
    counts.put("abandoned", Counts::abandoned);
    return counts;
  }
}
