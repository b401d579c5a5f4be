package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of one of a run's processes.
///
/// @param name in the report
/// @param machine the machine that it ran on
/// @param fate why there is no whole result of it; empty when there is. Its counts up to then are
///   here, and in none of the run's sums
/// @param workers its I/O threads
/// @param loggedIn how many of its clients logged in
/// @param sent its messages
/// @param delivered deliveries to its clients
/// @param lag how late it was itself, for each message
/// @param use its use of its machine
public record ProcessResult(
    String name,
    String machine,
    String fate,
    int workers,
    long loggedIn,
    long sent,
    long delivered,
    @JsonProperty("generator_lag") LatencySummary lag,
    @JsonUnwrapped MachineUse use) {
  /// The result of a process that has come to its end.
  public static ProcessResult of(String name, String machine, SwarmResult result) {
    return new ProcessResult(
        name,
        machine,
        "",
        result.info().workers(),
        result.connections().loggedIn(),
        result.scenarios().stream().mapToLong(one -> one.counts().sent()).sum(),
        result.scenarios().stream().mapToLong(one -> one.counts().delivered()).sum(),
        result.lag(),
        result.use());
  }

  /// A process without a whole result.
  ///
  /// @param last its last snapshot; null when it sent none
  public static ProcessResult lost(
      String name, String machine, String fate, int workers, @Nullable Snapshot last) {
    List<Snapshot.Flow> flows = last == null ? List.of() : last.flows();
    return new ProcessResult(
        name,
        machine,
        fate,
        workers,
        last == null ? 0 : last.loggedIn(),
        flows.stream().mapToLong(one -> one.counts().sent()).sum(),
        flows.stream().mapToLong(one -> one.counts().delivered()).sum(),
        LatencySummary.NONE,
        MachineUse.NONE);
  }

  /// The use of all machines. Processors of one machine count once.
  static MachineUse use(List<ProcessResult> processes) {
    Map<String, MachineUse> machines = new LinkedHashMap<>();
    processes.stream()
        .filter(one -> !one.isLost())
        .forEach(one -> machines.merge(one.machine, one.use, MachineUse::beside));
    return machines.values().stream().reduce(MachineUse.NONE, MachineUse::withMachine);
  }

  ProcessResult named(String other) {
    return new ProcessResult(other, machine, fate, workers, loggedIn, sent, delivered, lag, use);
  }

  /// Whether it has no whole result.
  public boolean isLost() {
    return !fate.isEmpty();
  }
}
