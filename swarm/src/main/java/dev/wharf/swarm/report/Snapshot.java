package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// A running swarm at one moment.
///
/// @param phase what it is doing
/// @param fraction how much of the phase is done, 0 to 1
/// @param elapsedNanos since the run's start
/// @param clients how many there are to be
/// @param connected how many have connected
/// @param loggedIn how many have logged in
/// @param retried how many tries to log in were refused and repeated
/// @param disconnected how many were lost after that
/// @param flows what each scenario does
/// @param errors how many errors there were
/// @param details for a view that wants them ([ProgressView#isDetailed]), else [Details#NONE]
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
  /// Snapshots of other processes have no details.
  public Snapshot {
    details = Objects.requireNonNullElse(details, Details.NONE);
  }

  /// Without details.
  public Snapshot(
      String phase,
      double fraction,
      long elapsedNanos,
      int clients,
      long connected,
      long loggedIn,
      long retried,
      long disconnected,
      List<Flow> flows,
      long errors) {
    this(
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
        Details.NONE);
  }

  /// The same with these details.
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

  /// What one scenario does.
  ///
  /// @param counts since the start
  /// @param sentPerSecond since the snapshot before
  /// @param deliveredPerSecond since the snapshot before
  /// @param latency since the snapshot before
  public record Flow(
      String name,
      Counts counts,
      long sentPerSecond,
      long deliveredPerSecond,
      LatencySummary latency) {}

  /// What costs more to find out.
  ///
  /// @param done how much of the whole run is done, 0 to 1
  /// @param marks where in the run its phases begin, each more than 0 and less than 1
  /// @param asked messages a second that were to be sent since the snapshot before, in the order of
  ///   the flows
  /// @param latencies of each kind: of the flows in their order, of connections, logins, and of the
  ///   generator itself
  /// @param errorsByReason how many there were of each
  /// @param use what the swarm took of the machine since the snapshot before
  /// @param serverAnswers how asking the server for its own figures goes
  /// @param server these figures
  /// @param hostile what hostile clients of each kind got so far
  public record Details(
      double done,
      List<Double> marks,
      List<Long> asked,
      List<Latency> latencies,
      SortedMap<String, Long> errorsByReason,
      MachineUse use,
      ServerMetrics.Answers serverAnswers,
      Map<ServerFigure, Double> server,
      List<HostileKindResult> hostile) {
    /// None.
    public static final Details NONE =
        new Details(
            0,
            List.of(),
            List.of(),
            List.of(),
            Collections.emptySortedMap(),
            new MachineUse(0, 0, 1, 0, 0),
            ServerMetrics.Answers.NONE,
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

  /// How long one kind of thing takes.
  ///
  /// @param latest since the snapshot before
  /// @param total since the run's start
  public record Latency(String name, LatencySummary latest, LatencySummary total) {}
}
