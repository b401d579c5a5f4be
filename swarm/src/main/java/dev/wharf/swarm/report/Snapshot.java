package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The state of a running swarm at one moment.
///
/// @param phase the name of the present phase
/// @param fraction the elapsed share of the phase, 0 to 1
/// @param elapsedNanos the time since the run's start
/// @param clients the number of clients that the run should have
/// @param connected the number of connections that were established
/// @param loggedIn the number of clients that have logged in, without the clients that have left
///   again
/// @param retried the login attempts that were refused and repeated
/// @param disconnected the clients that lost their connection after the login
/// @param flows the figures of the scenarios
/// @param errors the number of errors
/// @param details the details for a view that needs them ([ProgressView#isDetailed]);
///   [Details#NONE] for other views
public record Snapshot(
    String phase,
    double fraction,
    long elapsedNanos,
    int clients,
    long connected,
    long loggedIn,
    long retried,
    long disconnected,
    List<Flow> flows,
    long errors,
    @JsonIgnore Details details) {
  /// Replaces missing details by [Details#NONE]. Snapshots of other processes have no details.
  public Snapshot {
    details = Objects.requireNonNullElse(details, Details.NONE);
  }

  /// The snapshot to show before the first process of a run has sent one.
  public static final Snapshot STARTING =
      new Snapshot("starting the processes", 0, 0, 0, 0, 0, 0, 0, List.of(), 0, Details.NONE);

  /// Combines the snapshots of two processes of a run. The phase of the result is the phase of the
  /// process that started later.
  public Snapshot plus(Snapshot other) {
    Snapshot later = elapsedNanos <= other.elapsedNanos ? this : other;
    Map<String, Flow> sums = new LinkedHashMap<>();
    Stream.concat(flows.stream(), other.flows.stream())
        .forEach(flow -> sums.merge(flow.name, flow, Flow::plus));
    return new Snapshot(
        later.phase,
        later.fraction,
        later.elapsedNanos,
        clients + other.clients,
        connected + other.connected,
        loggedIn + other.loggedIn,
        retried + other.retried,
        disconnected + other.disconnected,
        List.copyOf(sums.values()),
        errors + other.errors,
        Details.NONE);
  }

  /// Returns a copy of this snapshot with the given details.
  public Snapshot with(Details more) {
    return new Snapshot(
        phase,
        fraction,
        elapsedNanos,
        clients,
        connected,
        loggedIn,
        retried,
        disconnected,
        flows,
        errors,
        more);
  }

  /// The figures of one scenario.
  ///
  /// @param counts the counts since the run's start
  /// @param sentPerSecond the messages sent per second since the previous snapshot
  /// @param deliveredPerSecond the deliveries per second since the previous snapshot
  /// @param latency the latencies since the previous snapshot
  public record Flow(
      String name,
      Counts counts,
      long sentPerSecond,
      long deliveredPerSecond,
      LatencySummary latency) {
    private Flow plus(Flow other) {
      return new Flow(
          name,
          counts.plus(other.counts),
          sentPerSecond + other.sentPerSecond,
          deliveredPerSecond + other.deliveredPerSecond,
          latency.orWorse(other.latency));
    }
  }

  /// Figures that only some views need, and that cost more to collect.
  ///
  /// @param done the elapsed share of the whole run, 0 to 1
  /// @param marks the positions in the run where its phases begin, each more than 0 and less than 1
  /// @param asked the messages per second that were due since the last snapshot, in the order of
  ///   the flows
  /// @param latencies the latencies of the flows in their order, of connecting, of logins, and of
  ///   the generator's lag
  /// @param errorsByReason the number of errors by reason
  /// @param use the swarm's use of the machine since the last snapshot
  /// @param serverAnswers the counts of the polls of the server's metrics
  /// @param server the server's own figures
  /// @param hostile the results of hostile clients up to now, by kind
  public record Details(
      double done,
      List<Double> marks,
      List<Long> asked,
      List<Latency> latencies,
      SortedMap<String, Long> errorsByReason,
      MachineUse use,
      MetricsPoller.Polls serverAnswers,
      Map<ServerFigure, Double> server,
      List<HostileKindResult> hostile) {
    /// The value for a snapshot without details.
    public static final Details NONE =
        new Details(
            0,
            List.of(),
            List.of(),
            List.of(),
            Collections.emptySortedMap(),
            MachineUse.NONE,
            MetricsPoller.Polls.NONE,
            Map.of(),
            List.of());

    /// Copies the lists and maps.
    public Details {
      marks = List.copyOf(marks);
      asked = List.copyOf(asked);
      latencies = List.copyOf(latencies);
      errorsByReason = Collections.unmodifiableSortedMap(new TreeMap<>(errorsByReason));
      server = Map.copyOf(server);
      hostile = List.copyOf(hostile);
    }
  }

  /// The latencies of one kind.
  ///
  /// @param latest the latencies since the previous snapshot
  /// @param total the latencies since the run's start
  public record Latency(String name, LatencySummary latest, LatencySummary total) {}
}
