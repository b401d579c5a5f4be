package dev.wharf.swarm.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.swarm.json.SwarmJson;
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

/// The figures of a result by name, for [Threshold]. Times are in nanoseconds. Counts have the same
/// names as in a report's JSON.
///
/// These are examples of names:
///
/// - `echo.p99`, `echo.lost`, `echo.rate`: figures of the scenario `echo`. Any other percentile is
///   a name, too (`echo.p95`, `echo.p99.99`).
/// - `p99`: the largest p99 of all scenarios. `lost`: the sum over all scenarios.
/// - `connect.p99`, `login.p99`, `lag.p99`: latencies of connections and logins, and the lag of the
///   generator. `resume.p99`, `resume.cuts`: figures of sessions that were resumed.
/// - `hostile.flood.unpunished`: a figure of one kind of hostile clients. `hostile.unpunished`: the
///   sum over all kinds.
public final class Metrics {
  /// The counts of a scenario that must be 0 in a run without faults.
  public static final List<String> FAULTS =
      List.of(
          "not_sent",
          "refused",
          "lost",
          "duplicated",
          "out_of_order",
          "corrupted",
          "gaps",
          "unexpected");

  private static final Map<String, ToLongFunction<LatencySummary>> TIMES = times();
  private static final String SETTLING = "settling";
  private static final String HOSTILE = "hostile.";
  private static final String RESUME = "resume.";

  /// The names of numbers in a result's JSON that are settings, not counts.
  private static final Set<String> SETTINGS = Set.of("asked", "clients");

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final SwarmResult result;

  private Metrics(SwarmResult result) {
    this.result = result;
  }

  /// Returns the figures of a result. The time of something that never happened is NaN.
  public static Metrics of(SwarmResult result) {
    Metrics metrics = new Metrics(result);
    metrics.putTimes("", LatencySummary.NONE);
    metrics.addCounts("", Counts.NONE);
    result.scenarios().forEach(metrics::putScenario);
    metrics.putTimes("connect.", result.connections().connect());
    metrics.putTimes("login.", result.connections().login());
    metrics.putResumes(result.connections().resumes());
    metrics.putTimes("lag.", result.lag());
    result.ownTimings().forEach((name, one) -> metrics.putTimes(name + ".", one));
    result.hostile().forEach(metrics::putHostile);
    metrics.putRun();
    return metrics;
  }

  /// Returns the names of a run's figures. [#isKnown] also accepts all other percentiles.
  ///
  /// @param scenarios the names of the run's scenarios
  /// @param hostileKinds the names of the run's kinds of hostile clients
  public static Set<String> names(List<String> scenarios, List<String> hostileKinds) {
    return new LinkedHashSet<>(of(SwarmResult.ofNames(scenarios, hostileKinds)).values.keySet());
  }

  /// Returns the names of the times of a latency, such as `login.p50`.
  public static List<String> timesOf(String latency) {
    return TIMES.keySet().stream().map(name -> latency + "." + name).toList();
  }

  /// Returns whether a name is one of the given names, or any other percentile of a latency.
  ///
  /// @param names the names that [#names] returned
  static boolean isKnown(String name, Set<String> names) {
    Percentile percentile = Percentile.find(name);
    return names.contains(name)
        || (percentile != null && names.contains(nameOf(percentile.of(), "p50")));
  }

  /// Returns the name of a figure of one kind of hostile clients.
  static String ofHostile(String kind, String name) {
    return HOSTILE + kind + "." + name;
  }

  /// Returns whether the figure of this name is one of hostile clients.
  public static boolean isHostile(String name) {
    return name.startsWith(HOSTILE);
  }

  /// Returns whether the figure of this name is a time.
  public static boolean isTime(String name) {
    return Percentile.find(name) != null
        || TIMES.keySet().stream().anyMatch(time -> name.equals(time) || name.endsWith("." + time));
  }

  /// Returns whether the name is a time without a scenario, such as `max` or `p95`. This is the
  /// largest time of all scenarios.
  public static boolean isOfAll(String name) {
    Percentile percentile = Percentile.find(name);
    return TIMES.containsKey(name) || (percentile != null && percentile.of().isEmpty());
  }

  /// Returns the figure of this name; null when there is none, or when nothing was measured.
  @Nullable Double find(String name) {
    Double value = values.get(name);
    Percentile percentile = Percentile.find(name);
    if (value == null) {
      return percentile == null ? null : find(percentile);
    }
    return value.isNaN() ? null : value;
  }

  /// Returns a percentile of one latency, or the largest one of all scenarios; null when nothing
  /// was measured.
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
    scenario.counters().forEach((name, count) -> values.put(prefix + name, (double) count));
    values.put(prefix + "rate", scenario.deliveredPerSecond());
    for (String one : List.of(prefix, "")) {
      putTimes(one, scenario.latency());
      addCounts(one, scenario.counts());
      values.merge(one + SETTLING, (double) scenario.settling(), Double::sum);
    }
  }

  private void putResumes(Resumes resumes) {
    putTimes(RESUME, resumes.time());
    addCounts(RESUME, resumes);
    values.put(RESUME + "refused", (double) resumes.allRefused());
  }

  private void putHostile(HostileKindResult kind) {
    addCounts(HOSTILE, kind);
    addCounts(ofHostile(kind.kind(), ""), kind);
  }

  private void putRun() {
    addCounts("", result.connections());
    values.put("failures", (double) result.failures());
    values.put("left_over", result.leftOver().isEmpty() ? 0.0 : 1);
    values.put("stopped", result.isComplete() ? 0.0 : 1);
    values.put(
        "processes.lost",
        (double) result.processes().stream().filter(ProcessResult::isLost).count());
  }

  /// Adds the numbers of a record to the figures. Two numbers with the same name are added up.
  private void addCounts(String prefix, Object record) {
    JsonNode counts = SwarmJson.MAPPER.valueToTree(record);
    counts.properties().stream()
        .filter(one -> one.getValue().isNumber() && !SETTINGS.contains(one.getKey()))
        .forEach(
            one ->
                values.merge(
                    prefix + one.getKey().replace("_failed", ".failed"),
                    one.getValue().doubleValue(),
                    Double::sum));
  }

  /// Adds the times of a latency to the figures. Of two times with the same name, keeps the larger
  /// one.
  private void putTimes(String prefix, LatencySummary latency) {
    TIMES.forEach(
        (name, time) -> {
          double value = latency.count() == 0 ? Double.NaN : (double) time.applyAsLong(latency);
          values.merge(prefix + name, value, (a, b) -> a.isNaN() || b > a ? b : a);
        });
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
}
